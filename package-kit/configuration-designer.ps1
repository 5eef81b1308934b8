<#
.SYNOPSIS
    Is Windows Configuration Designer on this PC? Installs it from an ADK layout folder where it is not.
.DESCRIPTION
    Main file of a package of its own, for ConfigMgr or Ivanti EPM, apart from the one that enrolls: its other files are those of
    an ADK layout (adksetup.exe /layout, made once on an administrator's PC). Runs as SYSTEM or administrator, without a window or a
    restart, and may run any number of times; a PC that has an ICD.exe, of an ADK or of the Store app, is left as it is. Nothing is
    downloaded from the internet. As text alone (Run Scripts) it only looks. README.md beside it has the steps. Exit codes: 0 it is
    there, 21 Constrained Language Mode, 22 adksetup.exe did not install it, 23 it is not there, 31 not as administrator, 32 others
    than administrators can change the files, 40 unexpected.
.PARAMETER Action
    Install: install it where it is not. Detect: only look. None: define the functions and do nothing.
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param([ValidateSet('Install', 'Detect', 'None')][string]$Action = 'Install')

#region texts

$script:DesignerTexts = @{
    ja = @{
        There                = 'Windows 構成デザイナーがあります ({kind})。'
        Absent               = 'Windows 構成デザイナーがありません。'
        NoLayout             = 'Windows 構成デザイナーがなく、ADK のレイアウト フォルダーのファイル (adksetup.exe、Installers) もありません。'
        Installed            = 'Windows 構成デザイナーをインストールしました。'
        Failed               = 'adksetup.exe が Windows 構成デザイナーをインストールできませんでした ({code})。'
        WouldInstall         = '確認のみ: {path} から Windows 構成デザイナーをインストールします。'
        NotAdministrator     = '管理者または SYSTEM として実行してください。'
        FolderNotTrusted     = '管理者以外が変更できるファイルがあるため中止しました ({path})。'
        CONSTRAINED_LANGUAGE = 'PowerShell が制限付き言語モードのため実行できません。AppLocker または App Control のポリシーで許可してください。'
        Unexpected           = '予期しないエラーで停止しました ({detail})。'
    }
    en = @{
        There                = 'Windows Configuration Designer is there ({kind}).'
        Absent               = 'Windows Configuration Designer is not there.'
        NoLayout             = 'Windows Configuration Designer is not there, nor are the files of an ADK layout folder (adksetup.exe, Installers).'
        Installed            = 'Windows Configuration Designer was installed.'
        Failed               = 'adksetup.exe did not install Windows Configuration Designer ({code}).'
        WouldInstall         = 'What if: install Windows Configuration Designer from {path}.'
        NotAdministrator     = 'Run this as administrator or SYSTEM.'
        FolderNotTrusted     = 'Stopped: others than administrators can change {path}.'
        CONSTRAINED_LANGUAGE = 'PowerShell runs in Constrained Language Mode. Allow the scripts in the AppLocker or App Control policy.'
        Unexpected           = 'Stopped by an unexpected error ({detail}).'
    }
}

$script:DesignerExit = @{ There = 0; Constrained = 21; Failed = 22; Absent = 23; NotAdministrator = 31; NotTrusted = 32; Unexpected = 40 }

#endregion texts

#region rules: no input or output, only judgements

# May SYSTEM believe what lies there? Owner must be SYSTEM, Administrators or TrustedInstaller, nobody else may write.
function Test-Trusted {
    param([hashtable]$Security)
    $trusted = @('S-1-5-18', 'S-1-5-32-544', 'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464')
    (-not $Security['reparse']) -and ($trusted -contains $Security['owner']) -and
    @($Security['writers'] | Where-Object { $_ -and $trusted -notcontains $_ }).Count -eq 0
}

# May SYSTEM believe a carrier's folder? Folders: what Get-PathSecurity says of the files, their folder (first) and its
# parents; a parent must not let others put something else in the folder's place.
function Test-SourceTrusted {
    param([object[]]$Own, [object[]]$Parents)
    foreach ($security in @($Own)) { if (-not (Test-Trusted $security)) { return $false } }
    foreach ($security in @($Parents)) {
        if ($security['reparse'] -or -not (Test-Trusted @{ owner = $security['owner']; writers = @($security['replacers']) })) { return $false }
    }
    $true
}

# Which Windows Configuration Designer an ICD.exe belongs to: the one of the ADK, the app from the Store, or none.
function Get-DesignerName {
    param([string]$Icd)
    if (-not $Icd) { 'not there' } elseif ($Icd -match '\\WindowsApps\\') { 'Store app' } else { 'ADK' }
}

# One line, at most Length characters, no control characters.
function ConvertTo-Line {
    param([string]$Text, [int]$Length = 256)
    $line = [regex]::Replace("$Text", '[\x00-\x1F\x7F]+', ' ').Trim()
    if ($line.Length -gt $Length) { $line.Substring(0, $Length) } else { $line }
}

#endregion rules

#region adapter: what this script asks of Windows. Tests double it.

function Get-LanguageMode { "$($ExecutionContext.SessionState.LanguageMode)" }

function Get-UiLanguage { if ((Get-UICulture).Name -like 'ja*') { 'ja' } else { 'en' } }

function Test-Administrator {
    $principal = New-Object Security.Principal.WindowsPrincipal([Security.Principal.WindowsIdentity]::GetCurrent())
    $principal.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
}

# The SID of the account that this process runs as; S-1-5-18 is SYSTEM.
function Get-CallerSid { [Security.Principal.WindowsIdentity]::GetCurrent().User.Value }

function Test-File { param([string]$Path) [IO.File]::Exists($Path) }

# Who owns a file or folder and who else may write to it: exists, reparse, owner (SID), writers (SIDs), replacers (SIDs: who may
# put something else in the place of what is in it), open (not closed by Protect-Folder).
function Get-PathSecurity {
    param([string]$Path)
    if (-not ([IO.File]::Exists($Path) -or [IO.Directory]::Exists($Path))) { return @{ exists = $false } }
    $reparse = [bool]([IO.File]::GetAttributes($Path) -band [IO.FileAttributes]::ReparsePoint)
    $acl = Get-Acl -LiteralPath $Path
    $sid = [Security.Principal.SecurityIdentifier]
    $write = [int][Security.AccessControl.FileSystemRights]'WriteData, AppendData, WriteAttributes, WriteExtendedAttributes, Delete, DeleteSubdirectoriesAndFiles, ChangePermissions, TakeOwnership'
    # the right to delete a drive's root means nothing, and data drives give it to everybody
    $replace = [int][Security.AccessControl.FileSystemRights]$(if (Split-Path -Parent $Path) { 'Delete, DeleteSubdirectoriesAndFiles, ChangePermissions, TakeOwnership' } else { 'DeleteSubdirectoriesAndFiles, ChangePermissions, TakeOwnership' })
    $writers = @(); $readers = @(); $replacers = @()
    foreach ($rule in $acl.GetAccessRules($true, $true, $sid)) {
        if ("$($rule.AccessControlType)" -ne 'Allow') { continue }
        $readers += $rule.IdentityReference.Value
        # a rule for what will be made in it gives no right to the thing itself
        if ($rule.PropagationFlags -band [Security.AccessControl.PropagationFlags]::InheritOnly) { continue }
        if ([int]$rule.FileSystemRights -band ($replace -bor 0x10000000)) { $replacers += $rule.IdentityReference.Value }
        # generic all and generic write stand in the highest bits
        if ([int]$rule.FileSystemRights -band ($write -bor 0x50000000)) { $writers += $rule.IdentityReference.Value }
    }
    @{ exists = $true; reparse = $reparse; owner = $acl.GetOwner($sid).Value; writers = @($writers | Select-Object -Unique); replacers = @($replacers | Select-Object -Unique)
        open = (-not $acl.AreAccessRulesProtected) -or @($readers | Where-Object { @('S-1-5-18', 'S-1-5-32-544') -notcontains $_ }).Count -gt 0 }
}

# The values of a key below HKEY_LOCAL_MACHINE in the 64-bit view; $null when there is no such key.
function Get-RegistryValues {
    param([string]$Key)
    $base = [Microsoft.Win32.RegistryKey]::OpenBaseKey([Microsoft.Win32.RegistryHive]::LocalMachine, [Microsoft.Win32.RegistryView]::Registry64)
    try {
        $open = $base.OpenSubKey($Key)
        if (-not $open) { return $null }
        try { $values = @{}; foreach ($name in $open.GetValueNames()) { $values[$name] = $open.GetValue($name) }; $values } finally { $open.Dispose() }
    }
    finally { $base.Dispose() }
}

# ICD.exe of the Windows ADK or of the Store app; '' when the PC has neither.
function Find-Icd {
    $kits = @('SOFTWARE\WOW6432Node\Microsoft\Windows Kits\Installed Roots', 'SOFTWARE\Microsoft\Windows Kits\Installed Roots' | ForEach-Object { $roots = Get-RegistryValues $_; if ($roots -and $roots['KitsRoot10'] -is [string]) { $roots['KitsRoot10'] } })
    foreach ($kit in $kits + (Join-Path ([Environment]::GetFolderPath('ProgramFilesX86')) 'Windows Kits\10')) {
        $adk = "$($kit.TrimEnd('\'))\Assessment and Deployment Kit\Imaging and Configuration Designer\x86\ICD.exe"
        if ([IO.File]::Exists($adk)) { return $adk }
    }
    foreach ($app in @(Get-AppxPackage -AllUsers -Name 'Microsoft.WindowsConfigurationDesigner' -ErrorAction SilentlyContinue | Sort-Object -Property Version -Descending)) {
        if (-not $app.InstallLocation) { continue }
        $found = Get-ChildItem -LiteralPath $app.InstallLocation -Filter 'ICD.exe' -Recurse -File -ErrorAction SilentlyContinue | Select-Object -First 1
        if ($found) { return $found.FullName }
    }
    ''
}

# Is in this folder what adksetup.exe would otherwise download?
function Test-AdkPayload { param([string]$Folder) @(Get-ChildItem -LiteralPath (Join-Path $Folder 'Installers') -Filter '*Configuration Designer*.msi' -File -ErrorAction SilentlyContinue).Count -gt 0 }

# Installs the one feature, hidden, at most Seconds long; returns the exit code, $null when it was ended by us.
function Invoke-AdkSetup {
    param([string]$Path, [int]$Seconds)
    $start = New-Object Diagnostics.ProcessStartInfo
    $start.FileName = $Path
    $start.Arguments = '/quiet /norestart /ceip off /features OptionId.ICDConfigurationDesigner'
    $start.WorkingDirectory = Split-Path -Parent $Path
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $process = [Diagnostics.Process]::Start($start)
    if (-not $process.WaitForExit($Seconds * 1000)) {
        $null = & "$env:windir\System32\taskkill.exe" /F /T /PID $process.Id
        return $null
    }
    $process.ExitCode
}

#endregion adapter

#region steps

# Could nobody but administrators have put something else in the place of what SYSTEM runs here? A share's rules are the domain's, and
# whoever starts this by hand has chosen the folder.
function Test-Layout {
    param([string]$Folder)
    if ((Get-CallerSid) -ne 'S-1-5-18' -or $Folder -match '^\\\\') { return $true }
    $own = @((Get-PathSecurity $Folder), (Get-PathSecurity (Join-Path $Folder 'adksetup.exe')), (Get-PathSecurity (Join-Path $Folder 'Installers')))
    $parents = @()
    for ($parent = Split-Path -Parent $Folder; $parent; $parent = Split-Path -Parent $parent) { $parents += Get-PathSecurity $parent }
    Test-SourceTrusted $own $parents
}

# Answer: code, key of the text, its values.
function Get-DesignerEnd {
    param([string]$Action, [string]$Here, [bool]$Simulate)
    if ((Get-LanguageMode) -ne 'FullLanguage') { return @{ code = $script:DesignerExit.Constrained; text = 'CONSTRAINED_LANGUAGE'; values = @{} } }
    $icd = Find-Icd
    if ($icd) { return @{ code = $script:DesignerExit.There; text = 'There'; values = @{ kind = Get-DesignerName $icd } } }
    if ($Action -eq 'Detect') { return @{ code = $script:DesignerExit.Absent; text = 'Absent'; values = @{} } }
    $setup = if ($Here) { Join-Path $Here 'adksetup.exe' } else { '' }
    if (-not $setup -or -not (Test-File $setup) -or -not (Test-AdkPayload $Here)) { return @{ code = $script:DesignerExit.Absent; text = 'NoLayout'; values = @{} } }
    if (-not (Test-Administrator)) { return @{ code = $script:DesignerExit.NotAdministrator; text = 'NotAdministrator'; values = @{} } }
    if (-not (Test-Layout $Here)) { return @{ code = $script:DesignerExit.NotTrusted; text = 'FolderNotTrusted'; values = @{ path = $Here } } }
    if ($Simulate) { return @{ code = $script:DesignerExit.There; text = 'WouldInstall'; values = @{ path = $Here } } }
    $code = Invoke-AdkSetup $setup 2400
    # adksetup.exe's own code may ask for a restart, which nothing here needs: what counts is whether ICD.exe is there now
    if (Find-Icd) { return @{ code = $script:DesignerExit.There; text = 'Installed'; values = @{} } }
    @{ code = $script:DesignerExit.Failed; text = 'Failed'; values = @{ code = $(if ($null -eq $code) { '2400 s' } else { "$code" }) } }
}

# Runs one action; answer: code and the one line that is printed.
function Invoke-Designer {
    param([string]$Action, [string]$Here, [bool]$Simulate)
    $WhatIfPreference = $false
    $ErrorActionPreference = 'Stop'
    try { $end = Get-DesignerEnd $Action $Here $Simulate }
    catch { $end = @{ code = $script:DesignerExit.Unexpected; text = 'Unexpected'; values = @{ detail = ConvertTo-Line $_.Exception.Message 200 } } }
    $line = $script:DesignerTexts[(Get-UiLanguage)][$end['text']]
    foreach ($name in @($end['values'].Keys)) { $line = $line.Replace("{$name}", [string]$end['values'][$name]) }
    @{ code = $end['code']; line = "Baton: $line$(if ($end['text'] -cmatch '^[A-Z_]+$') { " [$($end['text'])]" })" }
}

#endregion steps

if ($Action -ne 'None') {
    $end = Invoke-Designer $Action $PSScriptRoot ([bool]$WhatIfPreference)
    $end.line
    exit $end.code
}
