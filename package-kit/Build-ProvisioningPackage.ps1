<#
.SYNOPSIS
    Builds the shared provisioning package of a Baton installation, once, on an administrator's PC.
.DESCRIPTION
    Takes the customizations.xml that Baton hands out, runs ICD.exe of the Windows ADK or of Windows Configuration
    Designer over it (at most 120 s), and leaves the .ppkg to upload to Baton. Needs setup.ps1 of the same kit beside it:
    its functions find and run ICD.exe. Start it elevated. Exit codes: 0 built, 23 no ICD.exe, 22 ICD.exe failed,
    30 not a customizations.xml of Baton, 40 unexpected.
.PARAMETER Customizations
    Path of the customizations.xml; None only defines the functions.
.PARAMETER Destination
    Path of the .ppkg to write; shared.ppkg beside the customizations.xml when absent. An existing file is replaced.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)][string]$Customizations,
    [string]$Destination = ''
)

. (Join-Path $PSScriptRoot 'setup.ps1') -Action None

$script:BuildTexts = @{
    ja = @{
        Built  = '作成しました: {path} (SHA-256 {sha256})。Baton の [管理] でアップロードし、customizations.xml を削除してください。'
        NoIcd  = 'ICD.exe が見つかりません。Windows ADK または Windows 構成デザイナーをインストールしてください。'
        Failed = '作成できませんでした: {why}'
        NotOurs = 'Baton の customizations.xml ではありません。ダウンロードし直してください。'
    }
    en = @{
        Built  = 'Built {path} (SHA-256 {sha256}). Upload it to Baton under [Administration], then delete customizations.xml.'
        NoIcd  = 'There is no ICD.exe. Install the Windows ADK or Windows Configuration Designer.'
        Failed = 'It could not be built: {why}'
        NotOurs = 'This is not a customizations.xml of Baton. Download it again.'
    }
}

# Does the text hold the one enrollment of the shared provisioning package, with a secret?
function Test-SharedCustomizations {
    param([string]$Text)
    $Text -match '<WindowsCustomizations[\s>]' -and $Text -match '<UPN UPN="shared@[A-Za-z0-9.:-]{1,255}"' -and $Text -cmatch '<Secret>[2-9A-HJ-NP-Z]{12}</Secret>'
}

# Builds in a folder of its own, which is deleted whatever happens: it holds the secret. Answer: code, text, values.
function Invoke-Build {
    param([string]$Source, [string]$Target)
    $text = try { Read-TextFile $Source } catch { '' }
    if (-not (Test-SharedCustomizations $text)) { return @{ code = $script:Exit.BadPackage; text = 'NotOurs'; values = @{} } }
    $icd = Find-Icd
    if (-not $icd) { return @{ code = $script:Exit.NoWay; text = 'NoIcd'; values = @{} } }
    $work = Join-Path (Split-Path -Parent $Target) "baton-build-$(New-RandomId)"
    New-Folder $work
    try {
        Write-TextFile (Join-Path $work 'customizations.xml') $text
        $built = Build-Ppkg $icd $work
        if (-not $built['path']) { return @{ code = $script:Exit.WaysFailed; text = 'Failed'; values = @{ why = ConvertTo-Line "$($built['message']). $($built['output'])" 400 } } }
        Copy-FileBytes $built['path'] $Target
        @{ code = $script:Exit.Done; text = 'Built'; values = @{ path = $Target; sha256 = Get-FileSha256 $Target } }
    }
    finally { Remove-Tree $work }
}

function Invoke-BuildProvisioningPackage {
    param([string]$Source, [string]$Target)
    Set-StrictMode -Version 2.0
    $ErrorActionPreference = 'Stop'
    $language = Get-UiLanguage
    try {
        $path = Get-FullPath $Source
        $end = Invoke-Build $path $(if ($Target) { Get-FullPath $Target } else { Join-Path (Split-Path -Parent $path) 'shared.ppkg' })
    }
    catch { $end = @{ code = $script:Exit.Unexpected; text = 'Failed'; values = @{ why = $_.Exception.Message } } }
    $line = $script:BuildTexts[$language][$end['text']]
    foreach ($name in @($end['values'].Keys)) { $line = $line.Replace("{$name}", [string]$end['values'][$name]) }
    @{ code = $end['code']; line = [regex]::Replace($line, '[2-9A-HJ-NP-Z]{12}(?=</Secret>)', '***') }
}

if ($Customizations -ne 'None') {
    $end = Invoke-BuildProvisioningPackage $Customizations $Destination
    $end.line
    exit $end.code
}
