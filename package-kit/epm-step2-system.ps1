<#
.SYNOPSIS
    Ivanti EPM, account LocalSystem, step 2 of 2: enrolls this PC for the user whom step 1 handed over.
.DESCRIPTION
    Main file of an EPM distribution package of type PowerShell; the other files of the zip are its additional files. It
    runs setup.ps1 of its own folder, or of the fixed path where a copy step brought it, and only where nobody but
    administrators could have written it. Who the user is Windows says (the owner of the file that step 1 left, else of the
    session); nothing that a user wrote is read or run, and the hand-over folder is deleted. It ends with the exit codes
    of setup.ps1 (README.md).
.PARAMETER Run
    None only defines the functions.
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param([ValidateSet('Run', 'None')][string]$Run = 'Run')

$BatonIdentity = 'Handover'

#region carrier: the same bytes in each script that EPM runs with an administrator's rights

$script:CarrierTexts = @{
    ja = @{
        CONSTRAINED_LANGUAGE = 'PowerShell が制限付き言語モードのため実行できません。AppLocker または App Control のポリシーで許可してください。'
        NoPackage            = '配布パッケージがありません。[追加のファイル] に package.json、pin.txt、setup.ps1 を指定してください。'
        FolderNotTrusted     = '管理者以外が変更できるため、{path} を実行しません。管理者だけが変更できるフォルダーに配布してください。'
    }
    en = @{
        CONSTRAINED_LANGUAGE = 'PowerShell runs in Constrained Language Mode. Allow the scripts in the AppLocker or App Control policy.'
        NoPackage            = 'There is no package. Name package.json, pin.txt and setup.ps1 as additional files.'
        FolderNotTrusted     = 'Others than administrators can change {path}, so it is not run. Deliver it to a folder that only administrators can change.'
    }
}

#region adapter: what this script asks of Windows. Tests double it.

function Get-CarrierLanguageMode { "$($ExecutionContext.SessionState.LanguageMode)" }

function Get-CarrierUiLanguage { if ((Get-UICulture).Name -like 'ja*') { 'ja' } else { 'en' } }

function Get-CarrierDataFolder { Join-Path $env:ProgramData 'Baton\Package' }

function Test-CarrierFile { param([string]$Path) Test-Path -LiteralPath $Path -PathType Leaf }

function Get-CarrierFolders { param([string]$Path) Get-ChildItem -LiteralPath $Path -Directory -ErrorAction SilentlyContinue | Sort-Object -Property LastWriteTime -Descending | ForEach-Object { $_.FullName } }

# Owner and what others than administrators may do: owner (SID), writers and replacers (SIDs), reparse.
function Get-CarrierSecurity {
    param([string]$Path)
    $acl = Get-Acl -LiteralPath $Path -ErrorAction Stop
    $sid = [Security.Principal.SecurityIdentifier]
    # the right to delete a drive's root means nothing, and data drives give it to everybody
    $replace = [int][Security.AccessControl.FileSystemRights]$(if (Split-Path -Parent $Path) { 'Delete, DeleteSubdirectoriesAndFiles, ChangePermissions, TakeOwnership' } else { 'DeleteSubdirectoriesAndFiles, ChangePermissions, TakeOwnership' })
    $write = $replace -bor [int][Security.AccessControl.FileSystemRights]'WriteData, AppendData, WriteAttributes, WriteExtendedAttributes'
    $found = @{ owner = $acl.GetOwner($sid).Value; writers = @(); replacers = @(); reparse = [bool]([IO.File]::GetAttributes($Path) -band [IO.FileAttributes]::ReparsePoint) }
    foreach ($rule in $acl.GetAccessRules($true, $true, $sid)) {
        if ("$($rule.AccessControlType)" -ne 'Allow' -or ($rule.PropagationFlags -band [Security.AccessControl.PropagationFlags]::InheritOnly)) { continue }
        if ([int]$rule.FileSystemRights -band ($write -bor 0x50000000)) { $found['writers'] += $rule.IdentityReference.Value }
        if ([int]$rule.FileSystemRights -band ($replace -bor 0x10000000)) { $found['replacers'] += $rule.IdentityReference.Value }
    }
    $found
}

# Runs setup.ps1 and answers its exit code.
function Start-CarrierSetup {
    param([string]$Path, [string]$Identity, [bool]$Simulate)
    & $Path -Action Enroll -Identity $Identity -WhatIf:$Simulate | Out-Host
    $LASTEXITCODE
}

# Constrained Language Mode: all that can be done is to say so, with cmdlets alone.
function Send-CarrierConstrained {
    param([string]$Here)
    $package = Get-Content -LiteralPath (Join-Path $Here 'package.json') -Raw -Encoding UTF8 -ErrorAction Stop | ConvertFrom-Json
    $body = @{ packageId = $package.packageId; name = ("$env:COMPUTERNAME" -replace '[^\x20-\x7E]', '?'); stage = 'script-ran'; kit = $package.kit; reason = 'CONSTRAINED_LANGUAGE' } | ConvertTo-Json -Compress
    $null = Invoke-RestMethod -Method Post -Uri "$($package.enrollment)/kit/v1/stages" -ContentType 'application/json; charset=utf-8' -Body $body -TimeoutSec 15 -UseBasicParsing -ErrorAction Stop
}

#endregion adapter

# Could nobody but SYSTEM, Administrators and Windows' installer have written this file, or put another in its place?
function Test-CarrierTrusted {
    param([string]$Path)
    $trusted = @('S-1-5-18', 'S-1-5-32-544', 'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464')
    $right = 'writers'
    for ($part = $Path; $part; $part = Split-Path -Parent $part) {
        $security = Get-CarrierSecurity $part
        if ($security['reparse'] -or $trusted -notcontains $security['owner']) { return $false }
        if (@($security[$right] | Where-Object { $trusted -notcontains $_ }).Count -gt 0) { return $false }
        # in the file and its folder nobody may write; above them it is enough that nobody can put another folder there
        if ($part -ne $Path) { $right = 'replacers' }
    }
    $true
}

# The setup.ps1 to run: beside this script, else the newest at the fixed path; '' when there is none.
function Find-CarrierSetup {
    param([string]$Here)
    foreach ($folder in @($Here) + @(Get-CarrierFolders (Get-CarrierDataFolder))) {
        if ($folder -and (Test-CarrierFile (Join-Path $folder 'setup.ps1')) -and (Test-CarrierFile (Join-Path $folder 'package.json'))) { return Join-Path $folder 'setup.ps1' }
    }
    ''
}

# Answer: code, and line ('' where setup.ps1 said everything).
function Invoke-Carrier {
    param([string]$Here, [string]$Identity, [bool]$Simulate)
    $say = { param($key, $path) "Baton: $($script:CarrierTexts[(Get-CarrierUiLanguage)][$key] -replace '\{path\}', ([string]$path -replace '\$', '$$$$'))$(if ($key -cmatch '^[A-Z_]+$') { " [$key]" })" }
    if ((Get-CarrierLanguageMode) -ne 'FullLanguage') {
        if (-not $Simulate) { try { Send-CarrierConstrained $Here } catch { $null = $_ } }
        return @{ code = 21; line = & $say 'CONSTRAINED_LANGUAGE' '' }
    }
    $setup = Find-CarrierSetup $Here
    if (-not $setup) { return @{ code = 30; line = & $say 'NoPackage' '' } }
    $isTrusted = try { Test-CarrierTrusted $setup } catch { $false }
    if (-not $isTrusted) { return @{ code = 32; line = & $say 'FolderNotTrusted' $setup } }
    @{ code = Start-CarrierSetup $setup $Identity $Simulate; line = '' }
}

#endregion carrier

if ($Run -ne 'None') {
    $end = Invoke-Carrier $PSScriptRoot $BatonIdentity ([bool]$WhatIfPreference)
    if ($end.line) { $end.line }
    exit $end.code
}
