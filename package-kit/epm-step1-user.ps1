<#
.SYNOPSIS
    Ivanti EPM, account current user, step 1 of 2: tells SYSTEM who is signed in, and nothing else.
.DESCRIPTION
    Main file of an EPM distribution package of type PowerShell, without additional files. It leaves an empty file in
    %ProgramData%\Baton.Handover; step 2 (epm-step2-system.ps1, LocalSystem) takes the user from the owner that Windows wrote
    on it, and deletes the folder. It needs no right of an administrator, reads and writes no file of the package, and
    leaves UAC as it is. Exit codes: 0 handed over, 31 not run as a person, 40 it could not be left.
.PARAMETER Run
    None only defines the functions.
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param([ValidateSet('Run', 'None')][string]$Run = 'Run')

$script:HandoverTexts = @{
    ja = @{
        HandedOver = 'サインイン中のユーザーを SYSTEM に引き継ぎました。手順 2 (LocalSystem) で登録されます。'
        NotAPerson = 'ユーザー アカウントで実行してください (現在のアカウント: {value})。EPM の [アカウント] で [現在のユーザー アカウント] を選択します。'
        NotLeft    = '引き継げませんでした: {value}'
        WouldLeave = '実行した場合: {value} を作成します。'
    }
    en = @{
        HandedOver = 'The signed-in user was handed over to SYSTEM. Step 2 (LocalSystem) enrolls this PC.'
        NotAPerson = 'Run this as a user (now: {value}). In EPM choose the current user''s account under [Account].'
        NotLeft    = 'It could not be handed over: {value}'
        WouldLeave = 'What if: make {value}.'
    }
}

#region adapter: what this script asks of Windows. Tests double it.

function Get-HandoverUiLanguage { if ((Get-UICulture).Name -like 'ja*') { 'ja' } else { 'en' } }

# SID of the account that runs this: whoami, for in Constrained Language Mode there is nothing else.
function Get-OwnSid {
    $line = @(& "$env:SystemRoot\System32\whoami.exe" /user /fo csv /nh)[-1]
    if ("$line" -match 'S-1-[0-9-]+') { $Matches[0] } else { '' }
}

function Get-HandoverPath { Join-Path $env:ProgramData 'Baton.Handover' }

# Makes the file empty and new, owned by the user alone: an elevated administrator's would belong to the group Administrators.
function New-HandoverFile {
    param([string]$Folder, [string]$Sid)
    if (-not (Test-Path -LiteralPath $Folder)) { $null = New-Item -Path $Folder -ItemType Directory -ErrorAction Stop }
    $path = Join-Path $Folder $Sid
    if (Test-Path -LiteralPath $path) { Remove-Item -LiteralPath $path -Force -ErrorAction Stop }
    $null = New-Item -Path $path -ItemType File -ErrorAction Stop
    if ("$((Get-Acl -LiteralPath $path).Sddl)" -match '^O:BA') {
        $null = & "$env:SystemRoot\System32\icacls.exe" $path /setowner "*$Sid" /q
    }
}

#endregion adapter

# Answer: code and line.
function Invoke-Handover {
    param([bool]$Simulate)
    $say = { param($key, $value) "Baton: $($script:HandoverTexts[(Get-HandoverUiLanguage)][$key] -replace '\{value\}', ([string]$value -replace '\$', '$$$$'))" }
    $sid = Get-OwnSid
    if ($sid -notmatch '^S-1-(5-21|12-1)(-\d{1,10}){4}$') { return @{ code = 31; line = & $say 'NotAPerson' $sid } }
    $folder = Get-HandoverPath
    if ($Simulate) { return @{ code = 0; line = & $say 'WouldLeave' (Join-Path $folder $sid) } }
    try { New-HandoverFile $folder $sid } catch { return @{ code = 40; line = & $say 'NotLeft' $_.Exception.Message } }
    @{ code = 0; line = & $say 'HandedOver' '' }
}

if ($Run -ne 'None') {
    $end = Invoke-Handover ([bool]$WhatIfPreference)
    $end.line
    exit $end.code
}
