# Doubles the adapter region of collect.ps1 by one described PC ($global:Pc). Files are real ones: C:\a\b lies at <root>/C/a/b.
# Fail names adapter functions (or function:first argument) that throw; Hang names parts that do not end.

function Get-RealPath { param($Path) if ($Path -match '^[A-Za-z]:') { Join-Path $global:Pc['root'] (($Path -replace ':', '') -replace '\\', '/') } else { $Path } }
foreach ($name in 'Test-File', 'Test-Folder', 'Test-Link', 'Get-Files', 'Read-Tail', 'Read-TextFile', 'Write-TextFile', 'New-Folder', 'Remove-Tree', 'Get-FolderNames', 'Get-FileTime') {
    Set-Item "function:Real-$name" (Get-Item "function:$name").ScriptBlock
    Set-Item "function:$name" ([scriptblock]::Create("param(`$Path, `$Other) if (`$PSBoundParameters.ContainsKey('Other')) { Real-$name (Get-RealPath `$Path) `$Other } else { Real-$name (Get-RealPath `$Path) }"))
}
function Get-LanguageMode { $global:Pc['languageMode'] }
function Get-UiLanguage { 'en' }
function Get-Bitness { $global:Pc['bits'] }
function Test-Administrator { $global:Pc['administrator'] }
function Get-Account { $global:Pc['account'] }
function Get-PowerShellVersion { '5.1.22621.4391' }
function Get-Now { [DateTime]::Parse('2026-11-25T03:06:11Z').ToUniversalTime().AddSeconds($global:Elapsed) }
$global:Elapsed = 0
function Get-UtcBias { -540 }
function Get-TimeZoneName { 'Tokyo Standard Time' }
function Get-ProgramData { 'C:\ProgramData' }
function Get-SystemFolder { 'C:\WINDOWS\System32' }
function Get-WindowsFolder { 'C:\WINDOWS' }
function Get-ProgramFiles { 'C:\Program Files (x86)'; 'C:\Program Files'; 'C:\Program Files' }
function Get-DesktopFolder { 'C:\Users\suzuki\Desktop' }
function Get-PathSecurity {
    param($Path)
    if (-not (Test-Path -LiteralPath (Get-RealPath $Path))) { return @{ exists = $false } }
    $known = $global:Pc['security'][$Path]
    if ($known) { $known['exists'] = $true; return $known }
    @{ exists = $true; reparse = $false; owner = 'S-1-5-18'; writers = @(); open = @($global:Pc['protected']) -notcontains $Path }
}
function Protect-Folder { param($Path) $global:Pc['protected'] = @($global:Pc['protected']) + $Path }
function Get-ComputerName { $global:Pc['computerName'] }
function Get-Computer { $global:Pc['computer'] }
function Get-RegistryValues { param($Key) $global:Pc['registry'][$Key] }
function Get-RegistryKeyNames {
    param($Key)
    $global:Pc['registry'].get_Keys() | Where-Object { $_.StartsWith("$Key\") } | ForEach-Object { $_.Substring($Key.Length + 1).Split('\')[0] } | Select-Object -Unique
}
function Get-TypedValues {
    param($Key)
    $values = $global:Pc['registry'][$Key]
    if ($null -eq $values) { return $null }
    $typed = @(foreach ($name in @($values.get_Keys())) {
            $data = $values[$name]
            if ($data -is [hashtable]) { @{ name = $name; type = $data['type']; data = $(if ($data['type'] -eq 'Binary') { [Convert]::FromHexString($data['data']) } else { $data['data'] }) } }
            else { @{ name = $name; type = $(if ($data -is [string]) { 'String' } elseif ($data -is [array]) { 'MultiString' } else { 'DWord' }); data = $data } }
        })
    , $typed
}
function Get-UserValues {
    param($Sid, $Key)
    $values = $global:Pc['users'][$Sid]
    if ($null -eq $values) { return $null }
    if ($Key -like '*\Connections') { return @{ DefaultConnectionSettings = [byte[]]@(70, 0, 0, 0, 1, 0, 0, 0, $values['flags']) } }
    $values
}
function Get-AccountSid { param($Account) $global:Pc['sids'][$Account] }
function Get-CimValues {
    param($Namespace, $Class, $Names, $Filter = '', $Seconds = 15)
    $found = $global:Pc['cim']["${Namespace}:$Class"]
    if ($null -eq $found) { return $null }
    $tables = @(foreach ($one in $found) { $table = @{}; foreach ($name in $Names) { $table[$name] = $one[$name] }; $table })
    , $tables
}
function Get-CimNames { param($Namespace, $Class, $Begin) $global:Pc['cim']["${Namespace}:$Class"][0].get_Keys() | Where-Object { $_ -like "$Begin*" } }
function Get-AssignedSite { 'TKY' }
function Get-BitLockerVolumes { $global:Pc['volumes'] }
function Get-ProtectorTypes { param($Id) foreach ($volume in $global:Pc['volumes']) { if ($volume['id'] -eq $Id) { $volume['types'] } } }
function Get-CultureNames { @{ locale = 'ja-JP'; uiLanguage = 'ja-JP' } }
function Get-TaskFacts { param($Folder, $Name) $global:Pc['tasks']["$Folder$Name"] }
function Get-ChannelRecords { param($Channel, $Count) $found = $global:Pc['channels'][$Channel]; if ($found) { @{ exists = $true; enabled = $true; records = @($found | Select-Object -Last $Count) } } else { @{ exists = $false; enabled = $null; records = @() } } }
function Get-ProgramBytes { param($Text) [Text.Encoding]::GetEncoding(932).GetBytes($Text) }
function Invoke-Program {
    param($Path, $Arguments, $Seconds)
    $global:Pc['programs'] = @($global:Pc['programs']) + "$Path $Arguments"
    if ($Path -like '*dsregcmd.exe') { @{ exitCode = 0; bytes = Get-ProgramBytes $global:Pc['dsregcmd'] } } else { @{ exitCode = 0; bytes = Get-ProgramBytes "`r`n現在の WinHTTP プロキシ設定:`r`n`r`n    直接アクセス (プロキシ サーバーなし)。`r`n" } }
}
function Invoke-InUserSession { param($Path, $Arguments, $Seconds) if ($global:Pc['signedIn']) { @{ account = 'CORP\suzuki'; exitCode = 0; bytes = Get-ProgramBytes $global:Pc['dsregcmd'] } } }
function Resolve-Hosts { param($Hosts, $Seconds) $result = @{}; foreach ($name in $Hosts) { $result[$name] = if ($name -like 'wpad*') { @{ addresses = @(); error = 'HostNotFound' } } else { @{ addresses = @($global:Pc['address']); error = $null } } }; $result }
function Invoke-WinHttp {
    param($Urls, $Seconds)
    $global:Pc['asked'] = @($Urls)
    foreach ($url in $Urls) {
        if ($url -match 'ccm_system/') { @{ status = $null; error = $null; detail = $null; milliseconds = $null; timedOut = $true } }
        elseif ($url -match '^http:') { @{ status = $null; error = '0x80072EFD'; detail = 'A connection with the server could not be established'; milliseconds = 12; timedOut = $false } }
        else { @{ status = 200; error = $null; detail = $null; milliseconds = 40; timedOut = $false } }
    }
}
function Get-ServerCertificates { param($Urls, $Proxy, $Seconds) $global:Pc['probeProxy'] = $Proxy; foreach ($url in $Urls) { @{ seen = $true; subject = "CN=$(([Uri]$url).Host)"; issuer = $global:Pc['issuer']; thumbprint = 'A1' * 20; notAfter = '2027-03-01T00:00:00Z' } } }
$global:RealSend = (Get-Item function:Send-Evidence).ScriptBlock
function Send-Evidence {
    param($Url, $Authorization, $Json, $Root, $Certificate)
    $global:Pc['sent'] = @($global:Pc['sent']) + "$Url $($Authorization -replace ' .*')$(if ($Certificate) { 'certificate' })"
    & $global:RealSend $Url $Authorization $Json $Root $Certificate
}
# a certificate of the case, which the real one looks up in the stores of Windows
function Find-DeviceCertificate {
    param($Thumbprint)
    $found = $global:Pc['certificates'][$Thumbprint]
    if ($found) { [Security.Cryptography.X509Certificates.X509Certificate2]::CreateFromPem($found['certificate'], $found['key']) }
}
function Get-HandedPin { $global:Pc['handed'] }
function Register-DailyTask { param($Command) $global:Pc['task'] = $Command }
function Unregister-DailyTask { $global:Pc['task'] = $null }

# Parts run here, so that they see the described PC; the real one has a test of its own.
function Invoke-Bounded {
    param($Function, $Arguments, $Seconds)
    foreach ($one in @($global:Pc['hang'])) { if ($one -eq $Function) { $global:Elapsed += [int]$Seconds; throw "TIME_LIMIT: not done within $([int]$Seconds) s" } }
    & $Function @Arguments
}

# Puts a counting call before every adapter function, which throws where Fail says so.
function Set-FailingAdapter {
    param($Path)
    $ast = [Management.Automation.Language.Parser]::ParseFile($Path, [ref]$null, [ref]$null)
    $from = $ast.Extent.Text.IndexOf('#region adapter'); $to = $ast.Extent.Text.IndexOf('#endregion adapter')
    $names = @($ast.FindAll({ $args[0] -is [Management.Automation.Language.FunctionDefinitionAst] }, $false) | Where-Object { $_.Extent.StartOffset -gt $from -and $_.Extent.StartOffset -lt $to } | ForEach-Object { $_.Name })
    $global:Calls = @(); $global:Adapter = @{}
    foreach ($name in $names) {
        if ($name -match '^(Add-KitType|Add-CollectType|Get-LanguageMode|Get-UiLanguage|Get-Now)$') { continue }
        $global:Adapter[$name] = (Get-Item "function:$name").ScriptBlock
        Set-Item "function:$name" ([scriptblock]::Create("
            `$global:Calls += '$name'
            foreach (`$one in @(`$global:Pc['fail'])) { if (`$one -eq '$name' -or `$one -eq `"${name}:`$(`$args[0])`") { throw [UnauthorizedAccessException]::new('doubled') } }
            & `$global:Adapter['$name'] @args"))
    }
    $names
}
