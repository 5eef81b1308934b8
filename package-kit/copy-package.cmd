@echo off
rem Copies this package to the place where setup.ps1 finds it, and runs it as SYSTEM.
powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "%~dp0setup.ps1"
exit /b %ERRORLEVEL%
