# Doubles what the scripts that EPM runs ask of Windows, on the PC of double.ps1; setup.ps1 runs in the same process.

function Get-CarrierLanguageMode { $global:Pc['languageMode'] }
function Get-CarrierUiLanguage { 'en' }
function Get-CarrierDataFolder { Join-Path $global:Pc['programData'] 'Baton/Package' }
function Get-CarrierSecurity {
    param($Path)
    $known = $global:Pc['security'][$Path]
    @{ owner = if ($known -and $known['owner']) { $known['owner'] } else { 'S-1-5-18' }; writers = @(if ($known) { $known['writers'] }); replacers = @(if ($known) { $known['replacers'] }); reparse = [bool]($known -and $known['reparse']) }
}
function Send-CarrierConstrained { param($Here) $global:Pc['constrained'] = $Here }
function Start-CarrierSetup {
    param($Path, $Identity, $Simulate)
    $global:End = Invoke-Setup -Action Enroll -Identity $Identity -Here (Split-Path -Parent $Path) -Simulate $Simulate
    $global:End.code
}
function Get-HandoverUiLanguage { 'en' }
function Get-OwnSid { $global:Pc['userSid'] }
function Get-HandoverPath { Get-HandoverFolder }
function New-HandoverFile {
    param($Folder, $Sid)
    if ($global:Pc['handoverLocked']) { throw 'access denied' }
    $null = New-Item -ItemType Directory -Force -Path $Folder
    [IO.File]::WriteAllText((Join-Path $Folder $Sid), '')
    $global:Pc['owners'][$Sid] = $global:Pc['userSid']
}
function Test-Elevated { $global:Pc['elevated'] }
function Test-SystemPart { Test-Path (Join-Path $global:Pc['programData'] 'Baton') }
function Start-Handover {
    param($Here, $Simulate)
    . $global:StepOne -Run None
    . $global:CarrierDouble
    $end = Invoke-Handover $Simulate
    $global:HandedLine = $end.line
    $end.code
}

# Runs one of the scripts as EPM does; answer as that of Invoke-Setup.
function Invoke-CarrierScript {
    param($Name, $Here, $Simulate)
    $global:End = $null
    $end = switch ($Name) {
        'epm-step1-user' { Invoke-Handover $Simulate }
        'epm-user' { Invoke-UserCarrier $Here $Simulate }
        default { Invoke-Carrier $Here $BatonIdentity $Simulate }
    }
    @{ code = $end.code; lines = @(if ($global:End) { $global:End.lines }) + @(if ($end.line) { $end.line }) }
}
