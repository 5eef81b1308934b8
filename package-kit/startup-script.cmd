@echo off
rem Start-up script of a group policy (computer): brings this package once; the task \Baton\Setup enrolls, so that no start waits for it.
setlocal
set "BATON_FROM=%~dp0"
set "BATON_POWERSHELL=%SystemRoot%\System32\WindowsPowerShell\v1.0\powershell.exe"
if defined PROCESSOR_ARCHITEW6432 set "BATON_POWERSHELL=%SystemRoot%\Sysnative\WindowsPowerShell\v1.0\powershell.exe"
"%BATON_POWERSHELL%" -NoProfile -NonInteractive -ExecutionPolicy Bypass -Command "Invoke-Expression ('& {' + (Get-Content -LiteralPath ($env:BATON_FROM + 'setup.ps1') -Raw -Encoding UTF8) + '} -Action Startup -From $env:BATON_FROM')"
exit /b %ERRORLEVEL%
