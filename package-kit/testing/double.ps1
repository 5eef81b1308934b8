# Doubles the adapter region of setup.ps1 by one described PC ($global:Pc). Files stay real, below a folder of the case;
# the clock is the case's own. Every adapter call is counted; at call number Kill the run is dead: no later call has an
# effect, exactly as after a kill, whatever catch and finally blocks then try.

function Get-LanguageMode { 'FullLanguage' }
function Get-UiLanguage { 'en' }
function Get-Bitness { $global:Pc['bits'] }
function Start-NativeSetup { param($ScriptPath, $Arguments) $global:Pc['relaunched'] = "$ScriptPath $Arguments"; 7 }
function Test-Administrator { $global:Pc['administrator'] }
function Get-CallerSid { $global:Pc['callerSid'] }
function Test-FixedDrive { param($Path) -not $global:Pc['removable'] }
function Get-CarrierCaches { $global:Pc['caches'] }
function Get-HandoverFolder { Join-Path $global:Pc['programData'] 'Baton.Handover' }
# who owns a file is what the case says of it
function Get-HandoverFiles {
    param($Folder)
    if (Test-Path -LiteralPath $Folder) { Get-ChildItem -LiteralPath $Folder -File | ForEach-Object { @{ name = $_.Name; owner = "$($global:Pc['owners'][$_.Name])"; reparse = $false } } }
}
function Remove-HandoverFolder { param($Folder, $Work) if (Test-Path -LiteralPath $Folder) { Remove-Item -LiteralPath $Folder -Recurse -Force } }
function Get-SessionSids { $global:Pc['sessions'] }
function Get-SidAccount { param($Sid) "$($global:Pc['accounts'][$Sid])" }
function Get-AccountSid { param($Account) "$($global:Pc['accounts'].GetEnumerator() | Where-Object { $_.Value -eq $Account } | ForEach-Object { $_.Key } | Select-Object -First 1)" }
function Get-ScriptPolicy { $global:Pc['policies'] }
function Test-ScriptSigned { param($Path) $global:Pc['signed'] }
function Get-Now { [DateTime]::new([long]$global:Pc['clock'], 'Utc') }
function Get-UtcBias { -540 }
function Wait-Seconds { param($Seconds) $global:Pc['clock'] = [long]$global:Pc['clock'] + 10000000L * $Seconds; Step-Windows }
function Get-Spread { 0.5 }
function Get-ProgramData { $global:Pc['programData'] }
function Get-ComputerName { $global:Pc['computerName'] }
# Windows lets go of a killed process's files; here the case does (Clear-Locks).
$global:RealOpenLock = (Get-Item function:Open-Lock).ScriptBlock
$global:Locks = @()
function Open-Lock { param($Path) $lock = & $global:RealOpenLock $Path; if ($lock) { $global:Locks += $lock }; $lock }
function Clear-Locks { $global:Locks | ForEach-Object { $_.Dispose() } }
function Protect-Folder { param($Path) $global:Pc['protected'] = @($global:Pc['protected']) + $Path }
function Get-PathSecurity {
    param($Path)
    if (-not (Test-Path -LiteralPath $Path)) { return @{ exists = $false } }
    $known = $global:Pc['security'][$Path]
    if ($known) { $known['exists'] = $true; return $known }
    @{ exists = $true; reparse = $false; owner = 'S-1-5-18'; writers = @(); open = @($global:Pc['protected']) -notcontains $Path }
}
function Get-RegistryValues { param($Key) $global:Pc['registry'][$Key] }
function Get-RegistryKeyNames {
    param($Key)
    $global:Pc['registry'].Keys | Where-Object { $_.StartsWith("$Key\") } | ForEach-Object { $_.Substring($Key.Length + 1).Split('\')[0] } | Select-Object -Unique
}
function Get-Computer { $global:Pc['computer'] }
function Get-AccountUpn { param($Account) "$($global:Pc['upns'][$Account])" }
function Get-NetworkMacs { $global:Pc['macs'] }
function Get-ServiceNames { $global:Pc['services'] }
function Get-ConfigMgrClientId { "$($global:Pc['configMgrId'])" }
function Test-EpmFolder { $false }
function Get-ServiceStartMode { param($Name) $global:Pc['startModes'][$Name] }
function Set-ServiceManual { param($Name) if ($global:Pc['servicesLocked']) { throw 'access denied' }; $global:Pc['startModes'][$Name] = 'Manual' }
function Invoke-WindowsDiscovery { param($Upn, $DiscoveryUrl) $global:Pc['discovered'] = "$Upn $DiscoveryUrl"; if ($global:Pc['discovery'] -is [string]) { throw $global:Pc['discovery'] }; [int]$global:Pc['discovery'] }
function Test-Registration { $global:Pc['register'] -ne 'absent' }
# Windows enrolls before it answers; nobody signed in, or told to, it refuses.
function Invoke-Registration {
    param($Upn, $DiscoveryUrl, $Token)
    Set-StrictMode -Off
    $global:Pc['registered'] = "$Upn $DiscoveryUrl"
    if ($global:Pc['register'] -match '^0x') { return [Convert]::ToInt32($global:Pc['register'], 16) }
    $json = ConvertFrom-Json $Token
    $global:Pc['ppkgs'] = @($global:Pc['ppkgs']) + @{ id = 'register'; upn = $Upn; secret = $json.secret; token = $Token; at = [long]$global:Pc['clock'] }
    Step-Windows
    0
}
function Install-RootCertificate { param($Der) $global:Pc['roots'] = @($global:Pc['roots']) + [Convert]::ToBase64String($Der) }

$global:RealSendRequest = (Get-Item function:Send-Request).ScriptBlock
function Send-Request {
    param([string]$Method, [string]$Url, [string]$Token = '', [string]$Json = '', [byte[]]$Root = $null, [int]$MaxBytes = 65536)
    if ($global:Pc['network'] -ne 'up') { return @{ failure = $global:Pc['network']; status = 0; body = ''; retryAfter = 0; detail = 'doubled'; systemTrusts = $false } }
    $answer = & $global:RealSendRequest $Method $Url $Token $Json $Root $MaxBytes
    if ($Root) { $answer['systemTrusts'] = @($global:Pc['roots']) -contains [Convert]::ToBase64String($Root) }
    $answer
}

function Find-Icd { if ($global:Pc['icd'] -eq 'absent') { '' } else { '/icd/ICD.exe' } }
function Get-IcdStores { param($Icd) '/icd/Microsoft-Common-Provisioning.dat'; '/icd/Microsoft-Desktop-Provisioning.dat' }
function Invoke-Icd {
    param($Icd, $Arguments, $WorkFolder, $Seconds)
    $customizations = [IO.File]::ReadAllText((Join-Path $WorkFolder 'customizations.xml'))
    # the log that the real one writes holds the secret too
    [IO.File]::WriteAllText((Join-Path $WorkFolder 'ICD.log'), $customizations)
    New-Item -ItemType Directory -Force -Path (Join-Path $global:Pc['programData'] 'Documents/Baton') | Out-Null
    [IO.File]::WriteAllText((Join-Path $global:Pc['programData'] 'Documents/Baton/project.xml'), $customizations)
    $global:Pc['icdRuns'] = @($global:Pc['icdRuns']) + $Arguments
    if ($global:Pc['icd'] -eq 'hangs') { return @{ exitCode = $null; output = "ended after $Seconds s" } }
    if ($global:Pc['icd'] -eq 'fails' -or ($global:Pc['icd'] -eq 'desktop-store' -and $Arguments -notmatch 'Desktop')) { return @{ exitCode = 31; output = "cannot build: $customizations" } }
    [IO.File]::WriteAllText((Join-Path $WorkFolder 'baton.ppkg'), $customizations)
    @{ exitCode = 0; output = 'done' }
}
function Get-IcdTraceFolder { Join-Path $global:Pc['programData'] 'Documents' }
function Find-IcdTraces { param($Folder, $Since) $trace = Join-Path $Folder 'Baton'; if (Test-Path $trace) { $trace } }

function Install-Ppkg {
    param($Path, $LogFolder)
    Set-StrictMode -Off
    if ($global:Pc['provisioning'] -eq 'throws') { return @{ hresult = '0x80070005'; message = 'access denied' } }
    # a real ppkg is a WIM container, in which Baton's own lies uncompressed; the doubled one has the same XML behind its first bytes
    if ([IO.File]::ReadAllText($Path, [Text.Encoding]::Latin1) -notmatch '(?s)<WindowsCustomizations.*?</WindowsCustomizations>') { return @{ hresult = '0x8007000D'; message = 'no package' } }
    $xml = [xml]$Matches[0]
    $upn = $xml.WindowsCustomizations.Settings.Customizations.Common.Workplace.Enrollments.UPN
    $global:Pc['ppkgs'] = @($global:Pc['ppkgs']) + @{ id = $xml.WindowsCustomizations.PackageConfig.ID.Trim('{}'); upn = $upn.UPN; secret = $upn.Secret; at = [long]$global:Pc['clock'] + 200000000L }
    @{ hresult = ''; message = 'processed' }
}
function Get-InstalledPpkgs { $global:Pc['ppkgs'] | Where-Object { $_ } | ForEach-Object { $_['id'] } }
function Uninstall-Ppkg { param($Id) $global:Pc['ppkgs'] = @($global:Pc['ppkgs'] | Where-Object { $_ -and $_['id'] -ne $Id }) }
function Get-EnrollmentFailures {
    param($Since)
    foreach ($failure in @($global:Pc['failures'])) { if ($failure) { @{ time = [DateTime]::new([long]$failure['at'], 'Utc'); hresult = $failure['hresult']; message = "12: the enrollment failed $($failure['hresult'])" } } }
}
function Start-Collector {
    param($ScriptPath, $Language, $Handed)
    if ($global:Pc['collector'] -eq 'locked') { throw 'access denied' }
    $global:Pc['collected'] = @($global:Pc['collected']) + @{ path = $ScriptPath; language = $Language; handed = $Handed }
}
function Register-RetryTask { param($At, $ScriptPath) $global:Pc['task'] = @{ at = (Format-Utc $At); script = $ScriptPath } }
function Unregister-RetryTask { $global:Pc['task'] = $null }

# Windows working by itself: an installed ppkg enrolls 20 s later, the first session comes 30 s after that.
function Step-Windows {
    Set-StrictMode -Off
    $now = [long]$global:Pc['clock']
    foreach ($ppkg in @($global:Pc['ppkgs'])) {
        if (-not $ppkg -or $ppkg['done'] -or $ppkg['at'] -gt $now) { continue }
        $ppkg['done'] = $true
        $body = ConvertTo-Json @{ upn = $ppkg['upn']; secret = $ppkg['secret']; name = $global:Pc['computerName']; macs = @($global:Pc['macs']['permanent']); hwDevId = $global:Pc['hwDevId']; token = "$($ppkg['token'])" }
        $answer = Invoke-RestMethod -Method Post -Uri "$($global:Pc['windows'])/enroll" -Body $body -ContentType 'application/json'
        if ($answer.hresult) { $global:Pc['failures'] = @($global:Pc['failures']) + @{ at = $now; hresult = $answer.hresult }; continue }
        $id = '11111111-2222-3333-4444-555555555555'
        $global:Pc['registry']["SOFTWARE\Microsoft\Enrollments\$id"] = @{ ProviderID = 'Baton'; UPN = $ppkg['upn']; DiscoveryServiceFullURL = $answer.discoveryUrl; EnrollmentState = 1 }
        $global:Pc['registry']["SOFTWARE\Microsoft\Provisioning\OMADM\Accounts\$id"] = @{}
        $global:Pc['sessionAt'] = $now + 300000000L
        $global:Pc['sessionUpn'] = $ppkg['upn']
    }
    if ($global:Pc['sessionAt'] -and $global:Pc['sessionAt'] -le $now -and -not $global:Pc['silent']) {
        $global:Pc['sessionAt'] = $null
        $null = Invoke-RestMethod -Method Post -Uri "$($global:Pc['windows'])/session" -Body (ConvertTo-Json @{ hwDevId = $global:Pc['hwDevId'] }) -ContentType 'application/json'
    }
}

# Names of all functions in the adapter region of a script; parsed once for all cases of a PowerShell process.
function Get-AdapterNames {
    param($Path)
    $key = "adapter $Path $([IO.File]::GetLastWriteTimeUtc($Path).Ticks)"
    $known = [AppDomain]::CurrentDomain.GetData($key)
    if ($known) { return $known }
    $ast = [Management.Automation.Language.Parser]::ParseFile($Path, [ref]$null, [ref]$null)
    $from = $ast.Extent.Text.IndexOf('#region adapter'); $to = $ast.Extent.Text.IndexOf('#endregion adapter')
    $names = @($ast.FindAll({ $args[0] -is [Management.Automation.Language.FunctionDefinitionAst] }, $false) | Where-Object { $_.Extent.StartOffset -gt $from -and $_.Extent.StartOffset -lt $to } | ForEach-Object { $_.Name })
    [AppDomain]::CurrentDomain.SetData($key, $names)
    $names
}

# Puts a counting call between the steps and every adapter function of a script.
$global:Adapter = @{}
function Set-CountedAdapter {
    param($Path)
    foreach ($name in @(Get-AdapterNames $Path)) {
        if ($name -eq 'Add-KitType' -or $name -eq 'Get-LanguageMode' -or $name -eq 'Get-UiLanguage') { continue }
        $global:Adapter[$name] = (Get-Item "function:$name").ScriptBlock
        Set-Item "function:$name" ([scriptblock]::Create("
            if (`$global:Dead) { throw 'killed' }
            `$global:Calls += '$name'
            `$number = `$global:Calls.Count
            if (`$number -eq `$global:Kill -and `$global:KillWhen -eq 'before') { `$global:Dead = `$true; throw 'killed' }
            & `$global:Adapter['$name'] @args
            if ('$name' -eq `$global:PauseAt) { [IO.File]::WriteAllText(`$global:PauseMark, ''); [Threading.Thread]::Sleep(600000) }
            if (`$number -eq `$global:Kill) { `$global:Dead = `$true; throw 'killed' }"))
    }
}

# Runs setup.ps1, or the script of a carrier, once; it dies at its adapter call number Kill.
function Invoke-Doubled {
    param($One)
    Set-StrictMode -Off
    $global:Calls = @(); $global:Dead = $false; $global:Kill = [int]$One['kill']; $global:KillWhen = $One['when']; $global:Locks = @()
    Step-Windows
    $end = if ($One['carrier']) { try { Invoke-CarrierScript $One['carrier'] $One['here'] ([bool]$One['simulate']) } catch { if (-not $global:Dead) { throw }; @{ code = 40; lines = @() } } }
    else { Invoke-Setup -Action $One['action'] -From $One['from'] -PackageId $One['packageId'] -Here $One['here'] -ScriptPath '' -Simulate ([bool]$One['simulate']) -Identity $One['identity'] -OnePc ([bool]$One['onePc']) }
    Clear-Locks
    @{ code = $end.code; lines = @($end.lines); calls = @($global:Calls) }
}
