@echo off
rem By hand, as administrator, from a folder on this PC that was unzipped for it alone: enrolls it, and deletes the PIN here too.
setlocal
set "BATON_FROM=%~dp0"
if not exist "%BATON_FROM%setup.ps1" echo Baton: unzip the whole package first. & exit /b 30
set "BATON_POWERSHELL=%SystemRoot%\System32\WindowsPowerShell\v1.0\powershell.exe"
if defined PROCESSOR_ARCHITEW6432 set "BATON_POWERSHELL=%SystemRoot%\Sysnative\WindowsPowerShell\v1.0\powershell.exe"
"%BATON_POWERSHELL%" -NoProfile -NonInteractive -ExecutionPolicy Bypass -Command "Invoke-Expression ('& {' + (Get-Content -LiteralPath ($env:BATON_FROM + 'setup.ps1') -Raw -Encoding UTF8) + '} -Action Enroll -OnePc Yes -From $env:BATON_FROM')"
set "BATON_CODE=%ERRORLEVEL%"
echo.
pause
exit /b %BATON_CODE%
