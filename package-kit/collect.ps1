<#
.SYNOPSIS
    Collects evidence about how this PC is managed into one JSON file.
.DESCRIPTION
    Runs in Windows PowerShell 5.1, as SYSTEM (sees most), as administrator or as a user, without a window, and changes
    nothing but the file that it writes. evidence.md beside it has the shape of the file, the exit codes and what is
    never collected. The file is whole in itself.
.PARAMETER OutFile
    Where to write. Without it: %ProgramData%\Baton\Collect\evidence.json as administrator, else the desktop.
.PARAMETER Redact
    Replaces names, addresses, tenant and device ids, the same one always by the same word.
.PARAMETER Language
    ja or en: the language of the line at the end. Without it that of Windows.
.PARAMETER Send
    Also sends the evidence to Baton: with the device certificate of an enrolled PC, else the claim token that setup.ps1 got
    on this PC, else the PIN of its package.
.PARAMETER Schedule
    Collects every day as SYSTEM from a copy that administrators alone can change; with -Send, -Redact and -Language as given.
.PARAMETER Unschedule
    Takes the daily task, that copy and its evidence away.
.PARAMETER Action
    Collect. None: define the functions and do nothing.
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [string]$OutFile = '',
    [switch]$Redact,
    [ValidateSet('', 'ja', 'en')][string]$Language = '',
    [switch]$Send,
    [switch]$Schedule,
    [switch]$Unschedule,
    [ValidateSet('Collect', 'None')][string]$Action = 'Collect'
)

#region texts

$script:KitVersion = '1.0.0'

$script:Texts = @{
    ja = @{
        Written              = '診断データを {path} に保存しました ({read}/{parts} 項目を取得、{kb} KB)。'
        WrittenSent          = '診断データを {path} に保存し、{proof} Baton に送信しました ({read}/{parts} 項目を取得、{kb} KB)。'
        NotReached           = '診断データを {path} に保存しましたが、Baton に接続できず送信していません。'
        NotTaken             = '診断データを {path} に保存しましたが、Baton が受け付けませんでした ({status})。'
        NoProof              = '診断データを {path} に保存しましたが、デバイス証明書、申請トークン、PIN のいずれも使用できないため送信していません。'
        ByCertificate        = 'デバイス証明書で'
        ByClaim              = '申請トークンで'
        ByPin                = 'PIN で'
        CannotWrite          = '{path} に書き込めません。-OutFile に別の場所を指定してください。'
        Scheduled            = '毎日、SYSTEM として診断データを取得します (タスク \Baton\Evidence)。'
        Unscheduled          = 'タスク \Baton\Evidence とそのファイルを削除しました。'
        WouldCollect         = '確認のみ: {parts} 項目を読み取り、{path} に保存します。'
        WouldCollectSend     = '確認のみ: {parts} 項目を読み取り、{path} に保存し、Baton に送信します。'
        WouldSchedule        = '確認のみ: スクリプトを {path} にコピーし、タスク \Baton\Evidence を作成します。'
        WouldUnschedule      = '確認のみ: タスク \Baton\Evidence と {path} を削除します。'
        BadParameters        = 'パラメーターの組み合わせが正しくありません ({field})。'
        NotAdministrator     = '管理者または SYSTEM として実行してください。'
        NoScriptFile         = '-Schedule は、collect.ps1 をファイルとして実行した場合だけ使用できます。'
        FolderNotTrusted     = '管理者以外が変更できるため中止しました ({path})。'
        CONSTRAINED_LANGUAGE = 'PowerShell が制限付き言語モードのため実行できません。AppLocker または App Control のポリシーで許可してください。'
        Unexpected           = '予期しないエラーで停止しました ({detail})。'
    }
    en = @{
        Written              = 'Evidence was written to {path} ({read} of {parts} items read, {kb} KB).'
        WrittenSent          = 'Evidence was written to {path} and sent to Baton {proof} ({read} of {parts} items read, {kb} KB).'
        NotReached           = 'Evidence was written to {path} but not sent: Baton was not reached.'
        NotTaken             = 'Evidence was written to {path}, but Baton did not take it ({status}).'
        NoProof              = 'Evidence was written to {path} but not sent: there is no device certificate, claim token or PIN to send it with.'
        ByCertificate        = 'by its device certificate'
        ByClaim              = 'by its claim token'
        ByPin                = 'by the PIN'
        CannotWrite          = 'Cannot write to {path}. Name another place with -OutFile.'
        Scheduled            = 'Evidence is collected every day as SYSTEM (task \Baton\Evidence).'
        Unscheduled          = 'The task \Baton\Evidence and its files were deleted.'
        WouldCollect         = 'What if: read {parts} items and write {path}.'
        WouldCollectSend     = 'What if: read {parts} items, write {path} and send it to Baton.'
        WouldSchedule        = 'What if: copy the script to {path} and create the task \Baton\Evidence.'
        WouldUnschedule      = 'What if: delete the task \Baton\Evidence and {path}.'
        BadParameters        = 'These parameters do not go together ({field}).'
        NotAdministrator     = 'Run this as administrator or SYSTEM.'
        NoScriptFile         = '-Schedule works only where collect.ps1 is run as a file.'
        FolderNotTrusted     = 'Stopped: others than administrators can change {path}.'
        CONSTRAINED_LANGUAGE = 'PowerShell runs in Constrained Language Mode. Allow the scripts in the AppLocker or App Control policy.'
        Unexpected           = 'Stopped by an unexpected error ({detail}).'
    }
}

# The documented exit codes (evidence.md).
$script:Exit = @{ Done = 0; NotReached = 12; NotTaken = 20; Constrained = 21; BadParameters = 30; NotAdministrator = 31; NotTrusted = 32; CannotWrite = 33; Unexpected = 40 }

# At most so many bytes of JSON, and so many for all texts of logs before names are replaced.
$script:MaxBytes = 2000000
$script:LogBytes = 1200000

# What is read: each member with the function that reads it and the seconds that it may take.
$script:Parts = @(
    @('context', 'Read-Context', 20), @('pc', 'Read-Pc', 30), @('os', 'Read-Os', 30), @('clock', 'Read-Clock', 10),
    @('joinState.system', 'Read-JoinStateSystem', 40), @('joinState.user', 'Read-JoinStateUser', 40),
    @('enrollments', 'Read-Enrollments', 30), @('registry', 'Read-Registry', 30), @('groupPolicy', 'Read-GroupPolicy', 20),
    @('services', 'Read-Services', 30), @('tasks', 'Read-Tasks', 30),
    @('configmgr.installation', 'Read-CmInstallation', 30), @('configmgr.client', 'Read-CmClient', 40), @('configmgr.authority', 'Read-CmAuthority', 20),
    @('configmgr.managementPoints', 'Read-CmManagementPoints', 20), @('configmgr.system', 'Read-CmSystem', 20), @('configmgr.baselines', 'Read-CmBaselines', 30),
    @('configmgr.coManagement', 'Read-CmCoManagement', 20), @('epm', 'Read-Epm', 20),
    @('proxies.user', 'Read-ProxyUser', 20), @('proxies.system', 'Read-ProxySystem', 20), @('proxies.winHttp', 'Read-ProxyWinHttp', 20), @('proxies.wpad', 'Read-ProxyWpad', 20),
    @('baton.packages', 'Read-BatonPackages', 20), @('baton.state', 'Read-BatonState', 10),
    @('reachability', 'Read-Reachability', 60), @('logs', 'Read-Logs', 90), @('events', 'Read-Events', 120), @('bitlocker', 'Read-BitLocker', 40)
)

#endregion texts

#region rules: no input or output, only judgements

# One PC's enrollments, each named enrolled, linked, stub or residue (cases/real-enrolment.json is the table of cases).
# Enrollments: hashtables id, providerId, upn, discoveryUrl, linked (ids its LinkedEnrollment subkey names).
# Accounts: ids under Provisioning\OMADM\Accounts. Tasks: ids under EnterpriseMgmt.
function Get-RealEnrollment {
    param([object[]]$Enrollments = @(), [string[]]$Accounts = @(), [string[]]$Tasks = @())
    $accountIds = @{}; foreach ($id in @($Accounts)) { $accountIds[(ConvertTo-EnrollmentId $id)] = $true }
    $keyIds = @{}; $linkedIds = @{}
    foreach ($entry in @($Enrollments)) {
        $id = ConvertTo-EnrollmentId $entry['id']
        $keyIds[$id] = $true
        $named = ("$($entry['upn'])".Trim() -ne '') -or ("$($entry['discoveryUrl'])".Trim() -ne '')
        if ($named -and $accountIds.ContainsKey($id)) {
            foreach ($linked in @($entry['linked'])) {
                if ($linked -and (ConvertTo-EnrollmentId $linked) -ne $id) { $linkedIds[(ConvertTo-EnrollmentId $linked)] = $true }
            }
        }
    }
    $result = @()
    foreach ($entry in @($Enrollments)) {
        $id = ConvertTo-EnrollmentId $entry['id']
        $named = ("$($entry['upn'])".Trim() -ne '') -or ("$($entry['discoveryUrl'])".Trim() -ne '')
        $twin = $accountIds.ContainsKey($id)
        $channel = "$($entry['providerId'])" -eq 'Microsoft Device Management' -and (Get-UrlHost $entry['discoveryUrl']) -eq 'discovery.dm.microsoft.com'
        $kind = if ($twin -and ($channel -or $linkedIds.ContainsKey($id))) { 'linked' } elseif (-not $named) { 'stub' } elseif ($twin) { 'enrolled' } else { 'residue' }
        $result += @{ id = $id; kind = $kind; providerId = "$($entry['providerId'])"; upn = "$($entry['upn'])"; discoveryUrl = "$($entry['discoveryUrl'])" }
    }
    $stubAccount = 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF'
    foreach ($id in @(@($Accounts) + @($Tasks) | Where-Object { $_ } | ForEach-Object { ConvertTo-EnrollmentId $_ } | Select-Object -Unique)) {
        if ($id -ne $stubAccount -and -not $keyIds.ContainsKey($id)) { $result += @{ id = $id; kind = 'residue'; providerId = ''; upn = ''; discoveryUrl = '' } }
    }
    $result
}

function ConvertTo-EnrollmentId { param([string]$Id) $Id.Trim().Trim('{', '}').ToUpperInvariant() }

# The host of an https or http URL in lower case; '' when there is none.
function Get-UrlHost {
    param([string]$Url)
    $uri = $null
    if ([Uri]::TryCreate("$Url".Trim(), [UriKind]::Absolute, [ref]$uri)) { $uri.Host.ToLowerInvariant() } else { '' }
}

# May SYSTEM believe what lies there? Owner must be SYSTEM, Administrators or TrustedInstaller, nobody else may write.
function Test-Trusted {
    param([hashtable]$Security)
    $trusted = @('S-1-5-18', 'S-1-5-32-544', 'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464')
    (-not $Security['reparse']) -and ($trusted -contains $Security['owner']) -and
    @($Security['writers'] | Where-Object { $_ -and $trusted -notcontains $_ }).Count -eq 0
}

# One line, at most Length characters, no control characters.
function ConvertTo-Line {
    param([string]$Text, [int]$Length = 256)
    $line = [regex]::Replace("$Text", '[\x00-\x1F\x7F]+', ' ').Trim()
    if ($line.Length -gt $Length) { $line.Substring(0, $Length) } else { $line }
}

# JSON text as hashtables, arrays and plain values: a missing name reads as $null, dates stay text in every PowerShell.
function ConvertFrom-JsonText {
    param([string]$Json)
    if ($Json.Trim() -eq '') { throw 'empty JSON' }
    $value = ConvertFrom-Json $Json
    ConvertTo-Table $value
}

function ConvertTo-Table {
    param($Value)
    if ($Value -is [System.Management.Automation.PSCustomObject]) {
        $table = @{}
        foreach ($property in $Value.PSObject.Properties) { $table[$property.Name] = ConvertTo-Table $property.Value }
        $table
    }
    elseif ($Value -is [object[]]) { , @($Value | ForEach-Object { ConvertTo-Table $_ }) }
    elseif ($Value -is [datetime]) { $Value.ToUniversalTime().ToString('o', [Globalization.CultureInfo]::InvariantCulture) }
    else { $Value }
}

# A time stamp of ISO 8601 as UTC; throws on anything else.
function ConvertTo-Utc {
    param([string]$Text)
    [DateTimeOffset]::Parse($Text, [Globalization.CultureInfo]::InvariantCulture, [Globalization.DateTimeStyles]::AssumeUniversal).UtcDateTime
}

function Format-Utc { param([datetime]$Time) $Time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", [Globalization.CultureInfo]::InvariantCulture) }

function Test-Uuid { param($Text) $Text -is [string] -and $Text -match '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' }

function Test-HttpsUrl {
    param($Text)
    $uri = $null
    $Text -is [string] -and $Text.Length -le 2048 -and [Uri]::TryCreate($Text, [UriKind]::Absolute, [ref]$uri) -and $uri.Scheme -eq 'https' -and $uri.UserInfo -eq ''
}

# The SHA-256 of bytes in upper case hex.
function ConvertTo-Sha256 {
    param([byte[]]$Bytes)
    $hash = [Security.Cryptography.SHA256]::Create()
    try { [BitConverter]::ToString($hash.ComputeHash($Bytes)) -replace '-', '' } finally { $hash.Dispose() }
}

# package.json as a hashtable; throws the name of the first field that is missing or wrong. root.der is added, checked against root.sha256.
function ConvertFrom-PackageText {
    param([string]$Json)
    $package = try { ConvertFrom-JsonText $Json } catch { throw 'package.json' }
    if ($package -isnot [hashtable]) { throw 'package.json' }
    if ($package['schema'] -ne 1) { throw 'schema' }
    if (-not (Test-Uuid $package['packageId'])) { throw 'packageId' }
    if (@('configmgr', 'epm', 'none') -notcontains $package['platform']) { throw 'platform' }
    foreach ($name in 'enrollment', 'discoveryUrl') { if (-not (Test-HttpsUrl $package[$name])) { throw $name } }
    if ((Get-UrlHost $package['enrollment']) -ne (Get-UrlHost $package['discoveryUrl'])) { throw 'discoveryUrl' }
    if ($package['identity'] -isnot [hashtable] -or @('wait', 'enroll') -notcontains $package['identity']['withoutUser']) { throw 'identity' }
    foreach ($name in 'sharedPpkg', 'root') { if ($package[$name] -and $package[$name] -isnot [hashtable]) { throw $name } }
    if (@('ja', 'en') -notcontains $package['language']) { throw 'language' }
    try { $package['expires'] = ConvertTo-Utc $package['expiresAt'] } catch { throw 'expiresAt' }
    # a switch for sites that want some ways to enroll and not others; their order stays
    if ($null -ne $package['ways'] -and ($package['ways'] -isnot [object[]] -or @($package['ways'] | Where-Object { @('icd', 'shared-ppkg', 'baton-ppkg', 'register') -cnotcontains $_ }).Count -gt 0)) { throw 'ways' }
    # a switch for sites that want no evidence of PCs that were refused or stopped
    if ($null -ne $package['evidence'] -and $package['evidence'] -isnot [bool]) { throw 'evidence' }
    # packages of earlier servers do not name the management door
    if ($null -ne $package['management'] -and (-not (Test-HttpsUrl $package['management']) -or (Get-UrlHost $package['management']) -ne (Get-UrlHost $package['enrollment']))) { throw 'management' }
    # a switch for sites whose carrier keeps its files elsewhere: these folders and no others are looked through for copies
    if ($null -ne $package['carrierCaches']) {
        if ($package['carrierCaches'] -isnot [object[]] -or $package['carrierCaches'].Count -gt 16) { throw 'carrierCaches' }
        foreach ($folder in $package['carrierCaches']) { if ($folder -isnot [string] -or $folder -notmatch '^[A-Za-z]:\\[^*?"<>|]{1,240}$') { throw 'carrierCaches' } }
    }
    if ($package['sharedPpkg'] -and ($package['sharedPpkg']['file'] -ne 'shared.ppkg' -or "$($package['sharedPpkg']['sha256'])" -notmatch '^[0-9A-Fa-f]{64}$')) { throw 'sharedPpkg' }
    if ($package['root']) {
        $base64 = "$($package['root']['pem'])" -replace '-----(BEGIN|END) CERTIFICATE-----', '' -replace '\s', ''
        try { $der = [Convert]::FromBase64String($base64) } catch { throw 'root' }
        if ($der.Length -eq 0 -or (ConvertTo-Sha256 $der) -ne "$($package['root']['sha256'])") { throw 'root.sha256' }
        $package['root']['der'] = $der
    }
    $package
}

function Get-Text {
    param([string]$Key, [hashtable]$Values = @{}, [string]$Language = 'en')
    $text = $script:Texts[$Language][$Key]
    foreach ($name in @($Values.get_Keys())) { $text = $text.Replace("{$name}", [string]$Values[$name]) }
    $text
}

# -- what could not be read

# Why something was not read, from the error: one of the reasons of evidence.md and at most 500 characters.
function New-Unread {
    param($Failure)
    $reasons = 'ACCESS_DENIED', 'NEEDS_SYSTEM', 'NEEDS_ADMINISTRATOR', 'NO_USER', 'TIME_LIMIT', 'NOT_THERE', 'CUT'
    $reason = 'ERROR'
    $detail = ''
    for ($cause = $Failure.Exception; $cause; $cause = $cause.InnerException) {
        $detail = "$($cause.Message)"
        if ($detail -cmatch '^([A-Z_]+): (.+)$' -and $reasons -ccontains $Matches[1]) { $reason = $Matches[1]; $detail = $Matches[2]; break }
        $names = $cause.GetType().Name
        if ($cause.PSObject.Properties['ErrorRecord'] -and $cause.ErrorRecord) { $names += " $($cause.ErrorRecord.FullyQualifiedErrorId)" }
        if ($cause.PSObject.Properties['NativeErrorCode']) { $names += " $($cause.NativeErrorCode)" }
        if ($reason -ne 'ERROR') { continue }
        if ($names -match 'UnauthorizedAccess|SecurityException|AccessDenied|0x80041003|0x80070005') { $reason = 'ACCESS_DENIED' }
        elseif ($names -match 'CommandNotFound') { $reason = 'NOT_THERE' }
    }
    [ordered]@{ read = $false; reason = $reason; detail = (ConvertTo-Line $detail 500) }
}

# What the block gives, or why it was not read; Known are the names by which a reader knows the item then.
function Read-Safely {
    param([scriptblock]$Block, [hashtable]$Known = @{})
    try { & $Block }
    catch {
        $unread = New-Unread $_
        foreach ($name in @($Known.get_Keys())) { $unread[$name] = $Known[$name] }
        $unread
    }
}

# How many of the parts were read: read and all.
function Measure-Read {
    param($Evidence)
    $all = 0; $read = 0
    foreach ($part in $script:Parts) { $all++; if ((Get-PartAt $Evidence $part[0])['read']) { $read++ } }
    @{ read = $read; all = $all }
}

# The table at a path such as configmgr.client.
function Get-PartAt {
    param($Evidence, [string]$Path)
    $at = $Evidence
    foreach ($name in $Path.Split('.')) { $at = $at[$name] }
    $at
}

function Get-TextOrNull { param($Value, [int]$Length = 1024) $text = ConvertTo-Line "$Value" $Length; if ($text) { $text } else { $null } }

# -- bytes and text

# How the bytes of a text are written, judged by byte order mark and content: utf-8, utf-16le or ansi.
function Get-TextEncoding {
    param([byte[]]$First, [byte[]]$Bytes)
    if ($First.Length -ge 2 -and $First[0] -eq 0xFF -and $First[1] -eq 0xFE) { return 'utf-16le' }
    if ($First.Length -ge 3 -and $First[0] -eq 0xEF -and $First[1] -eq 0xBB -and $First[2] -eq 0xBF) { return 'utf-8' }
    if ($First.Length -ge 4 -and $First[0] -ne 0 -and $First[1] -eq 0 -and $First[2] -ne 0 -and $First[3] -eq 0) { return 'utf-16le' }
    try { $null = (New-Object Text.UTF8Encoding($false, $true)).GetCharCount($Bytes); 'utf-8' } catch { 'ansi' }
}

function ConvertFrom-Bytes {
    param([byte[]]$Bytes, [string]$Encoding, [int]$CodePage)
    $decoder = switch ($Encoding) { 'utf-8' { New-Object Text.UTF8Encoding($false) } 'utf-16le' { New-Object Text.UnicodeEncoding($false, $false) } default { [Text.Encoding]::GetEncoding($CodePage) } }
    $decoder.GetString($Bytes).TrimStart([char]0xFEFF)
}

# The end of a file as text that begins at a whole line. Tail: first (first bytes), bytes (the end), size. Answer: encoding, offset, text.
function ConvertFrom-Tail {
    param([hashtable]$Tail, [int]$CodePage)
    $bytes = [byte[]]$Tail['bytes']
    $offset = [long]$Tail['size'] - $bytes.Length
    $wide = (Get-TextEncoding $Tail['first'] (New-Object byte[] 0)) -eq 'utf-16le'
    if ($offset -gt 0) {
        $start = 0
        if ($wide) {
            $parity = [int]($offset % 2)
            for ($at = $parity; $at + 1 -lt $bytes.Length; $at += 2) { if ($bytes[$at] -eq 10 -and $bytes[$at + 1] -eq 0) { $start = $at + 2; break } }
        }
        else { $start = [array]::IndexOf($bytes, [byte]10) + 1 }
        # a line longer than the share has no beginning here, and half a word could be half a secret
        if ($start -eq 0) { $start = $bytes.Length }
        $rest = New-Object byte[] ($bytes.Length - $start)
        [array]::Copy($bytes, $start, $rest, 0, $rest.Length)
        $bytes = $rest
        $offset += $start
    }
    $encoding = if ($wide) { 'utf-16le' } else { Get-TextEncoding $Tail['first'] $bytes }
    @{ encoding = $encoding; offset = $offset; text = (ConvertFrom-Bytes $bytes $encoding $CodePage) }
}

# The end of a text of at most Length characters that begins at a whole line.
function Get-LastLines {
    param([string]$Text, [int]$Length)
    if ($Text.Length -le $Length) { return $Text }
    if ($Length -le 0) { return '' }
    $cut = $Text.Substring($Text.Length - $Length)
    $cut.Substring($cut.IndexOf([char]10) + 1)
}

# JSON of tables, lists and plain values. Names keep their order; a list of one stays a list; numbers beyond 2^53 become text.
function ConvertTo-EvidenceJson {
    param($Evidence)
    $text = New-Object Text.StringBuilder
    $separator = "{`n"
    foreach ($name in @($Evidence.get_Keys())) {
        $null = $text.Append($separator).Append('"').Append($name).Append('":')
        Add-Json $Evidence[$name] $text
        $separator = ",`n"
    }
    $text.Append("`n}`n").ToString()
}

function Add-Json {
    param($Value, $To)
    if ($null -eq $Value) { $null = $To.Append('null') }
    elseif ($Value -is [bool]) { $null = $To.Append($(if ($Value) { 'true' } else { 'false' })) }
    elseif ($Value -is [string]) { $null = $To.Append('"').Append((Format-JsonText $Value)).Append('"') }
    elseif ($Value -is [System.Collections.IDictionary]) {
        $separator = '{'
        foreach ($name in @($Value.get_Keys())) {
            $null = $To.Append($separator).Append('"').Append((Format-JsonText "$name")).Append('":')
            Add-Json $Value[$name] $To
            $separator = ','
        }
        $null = $To.Append($(if ($separator -eq '{') { '{}' } else { '}' }))
    }
    elseif ($Value -is [datetime]) { $null = $To.Append('"').Append((Format-Utc $Value)).Append('"') }
    elseif ($Value -is [System.Collections.IEnumerable]) {
        $separator = '['
        foreach ($item in $Value) { $null = $To.Append($separator); Add-Json $item $To; $separator = ',' }
        $null = $To.Append($(if ($separator -eq '[') { '[]' } else { ']' }))
    }
    elseif ($Value.GetType().Name -notmatch '^(S?Byte|U?Int(16|32|64)|Single|Double|Decimal)$') { $null = $To.Append('"').Append((Format-JsonText "$Value")).Append('"') }
    else {
        $number = [Convert]::ToDecimal($Value, [Globalization.CultureInfo]::InvariantCulture)
        $plain = [Math]::Truncate($number).ToString([Globalization.CultureInfo]::InvariantCulture)
        $null = $To.Append($(if ([Math]::Abs($number) -le 9007199254740992) { $plain } else { "`"$plain`"" }))
    }
}

function Format-JsonText {
    param([string]$Text)
    $plain = $Text.Replace('\', '\\').Replace('"', '\"').Replace("`r", '\r').Replace("`n", '\n').Replace("`t", '\t')
    if ($plain -notmatch '[\x00-\x1F\x7F\u2028\u2029\uD800-\uDFFF]') { return $plain }
    # a half of a surrogate pair alone is no text
    $plain = [regex]::Replace($plain, '[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]', [string][char]0xFFFD)
    [regex]::Replace($plain, '[\x00-\x1F\x7F\u2028\u2029]', { param($match) '\u{0:x4}' -f [int][char]$match.Value })
}

# Every text of tables and lists through Change; Skip names members whose text stays as it is.
function Edit-Texts {
    param($Value, [scriptblock]$Change, [string[]]$Skip = @())
    if ($Value -is [string]) { return (& $Change $Value) }
    if ($Value -is [System.Collections.IDictionary]) {
        foreach ($name in @($Value.get_Keys())) { if ($Value[$name] -isnot [string] -or $Skip -cnotcontains $name) { $Value[$name] = Edit-Texts $Value[$name] $Change $Skip } }
        return $Value
    }
    if ($Value -is [array]) {
        for ($at = 0; $at -lt $Value.Length; $at++) { $Value[$at] = Edit-Texts $Value[$at] $Change $Skip }
        return , $Value
    }
    # the comma keeps a list a list; anything else is a plain value
    $Value
}

# -- secrets: never in the file, whatever the mode

# Known are secrets of the kit itself, read only to be cut here.
function Hide-Secrets {
    param([string]$Text, [string[]]$Known = @())
    if ($Text.Length -lt 6) { return $Text }
    foreach ($secret in $Known) {
        # a PIN may stand in groups
        $pattern = if ($secret -match '^[2-9A-HJ-NP-Z]{12}$') { ($secret.ToCharArray() -join '[ -]?') } else { [regex]::Escape($secret) }
        if ($secret.Length -ge 8) { $Text = [regex]::Replace($Text, $pattern, '[cut]', 'IgnoreCase, CultureInvariant') }
    }
    foreach ($rule in $script:SecretRules) { $Text = [regex]::Replace($Text, $rule[0], $rule[1]) }
    $Text
}

# Each with what takes its place; linear patterns only. A word such as Token before a sentence or an error code is no secret.
$script:SecretRules = @(
    @('-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]{0,20000}(-----END [A-Z ]{0,30}PRIVATE KEY-----)?', '[cut]'),
    @('\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]*)?', '[cut]'),
    @('(?i)\b(bearer|basic|negotiate|pop)[ ]+(?=[A-Za-z0-9._~+/=-]{16})[A-Za-z0-9._~+/=-]+', '$1 [cut]'),
    @('(?<!\d)\d{6}(-\d{6}){7}(?!\d)', '[cut]'),
    @('(?i)(?<=://)[^/\s:@"'']{1,256}:[^/\s@"'']{1,256}@', '[cut]@'),
    @('(?i)(password|passwd|passphrase|pwd|psk|pre-?shared ?key|keymaterial|sharedkey|accountkey|パスワード|パスフレーズ)("?[ \t]{0,4}[:=>][ \t]{0,4}"?)(?!\s|\[cut\])(?:(?!\]LOG\]!>)[^\s"''<>;,&]){1,512}', '$1$2[cut]'),
    @('(?i)([-/](?:password|passwd|pwd|pass|psk|pin|token|secret|regtoken)[ \t]{1,4}"?)(?![-/\s]|\[cut\])(?:(?!\]LOG\]!>)[^\s"''<>]){4,2048}', '$1[cut]'),
    @('(?i)(secret|token|apikey|api[_-]key|sig|signature|client_assertion|assertion|code_verifier|nonce|cookie)("?[ \t]{0,4}[:=>][ \t]{0,4}"?)(?!0x[0-9A-Fa-f]{8}\b|-?\d{1,10}\b|https?:)(?=[^\s"''<>;,&]{0,512}\d|[A-Za-z]{24})[A-Za-z0-9._~+/=%-]{8,}', '$1$2[cut]'),
    @('(?i)\b(pin)("?[ \t]{0,4}[:=>][ \t]{0,4}"?)(?=[A-Z0-9 -]{0,24}\d|[A-Z0-9-]{12})[A-Z0-9][A-Z0-9-]{3,23}', '$1$2[cut]'),
    @('(?i)\b(pin|secret)\b([^\r\n]{0,24}?[^A-Za-z0-9\r\n])(?-i:[2-9A-HJ-NP-Z]{4}[ -]?[2-9A-HJ-NP-Z]{4}[ -]?[2-9A-HJ-NP-Z]{4})(?![A-Za-z0-9])', '$1$2[cut]'),
    @('(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{160,}={0,2}', '[cut]')
)

# -- names, replaced by the same word everywhere

# Windows' and Microsoft's own words, which say nothing about whose PC it is.
$script:PublicHosts = '(^|\.)(microsoft\.com|windows\.net|windows\.com|microsoftonline\.(com|us|cn|de)|microsoftonline-p\.com|microsoftazuread-sso\.com|windowsazure\.com|windowsupdate\.com|live\.com|office\.com|office\.net|msftauth\.net|msauth\.net|azure\.com|digicert\.com|w3\.org|xmlsoap\.org|oasis-open\.org)$'
$script:PublicWords = '^(system|local service|network service|localservice|networkservice|nt authority|nt service|builtin|autorite nt|workgroup|window manager|font driver host|azuread|microsoftaccount|administrator|administrators|admin|user|users|guest|public|default|default user|all users|defaultuser0|localhost|local|proxy|wpad|www|server|client|windows|microsoft|unknown|none|null|device|domain|pc|n/a|no|yes|true|false|<local>|to be filled by o\.e\.m\.|default string|system serial number|none specified|0|\*)$'
$script:PublicIds = '^(ffffffff-ffff-ffff-ffff-ffffffffffff|00000000-0000-0000-0000-000000000000|31b2f340-016d-11d2-945f-00c04fb984f9|6ac1786c-016f-11d2-945f-00c04fb984f9|b16898c6-a148-4967-9171-64d755da8520|d7f9888f-e3fc-49b0-9ea6-a85b5f392a4f)$'
$script:PublicAuthorities = 'microsoft|digicert|globalsign|entrust|sectigo|comodo|let''s encrypt|isrg|godaddy|amazon|google|baltimore|verisign|geotrust'

# Remembers a name of a kind; a public word, or one that is known, is not taken.
function Add-Name {
    param([hashtable]$Names, [string]$Kind, [string]$Value)
    $name = $Value.Trim().TrimEnd('.', '$').Trim()
    if ($name.Length -lt 2 -or $name.Length -gt 256 -or $name -match $script:PublicWords -or $name -match '^(\d{1,3}|\[cut\])$') { return }
    if (($Kind -eq 'host' -or $Kind -eq 'domain') -and ($name -match $script:PublicHosts -or $name -match '^[\d.:*]+$')) { return }
    if ($Names['values'].ContainsKey($name)) { return }
    $Names['counts'][$Kind] = 1 + [int]$Names['counts'][$Kind]
    $number = $Names['counts'][$Kind]
    $Names['values'][$name] = switch ($Kind) { 'pc' { "PC-$number" } 'host' { if ($name.Contains('.')) { "host-$number.redacted.example" } else { "host-$number" } } 'domain' { if ($name.Contains('.')) { "domain-$number.redacted.example" } else { "DOMAIN-$number" } } default { "$Kind-$number" } }
}

# DOMAIN\name, name@domain or name alone.
function Add-AccountName {
    param([hashtable]$Names, [string]$Account)
    foreach ($one in $Account.Split(',')) {
        $account = $one.Trim()
        if ($account -match '^([^\\@]+)\\([^\\]+)$') {
            if ($Matches[1] -match $script:PublicWords -and $Matches[1] -notmatch '^azuread$') { continue }
            $short = $Matches[2]
            if (-not $Names['values'].ContainsKey($Matches[1])) { Add-Name $Names 'domain' $Matches[1] }
            if ($short -match '^([^@]+)@(.+)$') { Add-AccountName $Names $short } else { Add-Name $Names 'user' $short }
        }
        elseif ($account -match '^([^@]+)@([^@]+)$') { $user = $Matches[1]; Add-Name $Names 'domain' $Matches[2]; Add-Name $Names 'user' $user }
        elseif ($account) { Add-Name $Names 'user' $account }
    }
}

# Learns the names that the evidence itself gives as names.
function Get-Names {
    param($Evidence)
    $names = @{ values = @{}; counts = @{}; ids = @{} }
    $pc = $Evidence['pc']
    if ($pc['read']) {
        Add-Name $names 'pc' $pc['name']
        Add-Name $names 'domain' $pc['domain']
        Add-Name $names 'name' $pc['serial']
        Add-AccountName $names $pc['consoleUser']
    }
    foreach ($holder in @($Evidence['context'], $Evidence['joinState']['user'], $Evidence['joinState']['system'], $Evidence['proxies']['user'])) { if ($holder['read']) { Add-AccountName $names $holder['account'] } }
    foreach ($state in @($Evidence['joinState']['system'], $Evidence['joinState']['user'])) {
        if (-not $state['read']) { continue }
        foreach ($match in [regex]::Matches($state['text'], '(?im)^[^\S\n]*(TenantName|DomainName|Device Name|WorkplaceTenantName|User Identity|Executing Account Name|HostNameUpdated)[^\S\n]*:[^\S\n]+(\S[^\r\n]*?)[^\S\n]*\r?$')) {
            $value = $match.Groups[2].Value
            switch -regex ($match.Groups[1].Value) {
                '^(User Identity|Executing Account Name)$' { Add-AccountName $names $value }
                '^DomainName$' { Add-Name $names 'domain' $value }
                '^Device Name$' { $dot = $value.IndexOf([char]46); if ($dot -gt 0) { Add-Name $names 'pc' $value.Substring(0, $dot); Add-Name $names 'domain' $value.Substring($dot + 1) } else { Add-Name $names 'pc' $value } }
                default { Add-Name $names 'name' $value }
            }
        }
    }
    if ($Evidence['groupPolicy']['read']) { foreach ($policy in @($Evidence['groupPolicy']['applied'])) { if ($policy['name'] -notmatch '^(Default Domain( Controllers)? Policy|Local Group Policy)$') { Add-Name $names 'name' $policy['name'] } } }
    if ($Evidence['baton']['packages']['read']) { foreach ($package in @($Evidence['baton']['packages']['list'])) { Add-Name $names 'name' $package['name'] } }
    if ($Evidence['registry']['read']) {
        foreach ($key in @($Evidence['registry']['keys'])) {
            if (-not $key['read']) { continue }
            foreach ($value in @($key['values'])) { if ($value['name'] -match '^(TenantName|DisplayName|TenantDomain|CloudAssignedTenantDomain|UserEmail|LastLogonUser)$' -and $value['data'] -is [string]) { if ($value['data'].Contains('@')) { Add-AccountName $names $value['data'] } elseif ($value['name'] -match 'Domain$') { Add-Name $names 'domain' $value['data'] } else { Add-Name $names 'name' $value['data'] } } }
        }
    }
    foreach ($name in 'user', 'system', 'winHttp') {
        $proxy = $Evidence['proxies'][$name]
        if (-not $proxy['read']) { continue }
        foreach ($entry in "$($proxy['server']);$($proxy['bypass'])" -split '[;,\s]+') { Add-HostName $names (($entry -replace '^(https?|ftp|socks)=', '' -replace '^\w+://', '' -replace ':\d+$', '').TrimStart('*', '.')) }
    }
    $configmgr = $Evidence['configmgr']
    if ($configmgr['authority']['read']) { Add-HostName $names $configmgr['authority']['managementPoint'] }
    if ($configmgr['managementPoints']['read']) { foreach ($point in @($configmgr['managementPoints']['list'])) { Add-HostName $names ("$($point['name'])" -replace '^\w+://', '' -replace '[/:].*$', '') } }
    if ($Evidence['reachability']['read']) {
        foreach ($test in @($Evidence['reachability']['tests'])) {
            if (-not $test['read'] -or -not $test['certificate']) { continue }
            foreach ($who in $test['certificate']['subject'], $test['certificate']['issuer']) {
                foreach ($match in [regex]::Matches($who, '(?:^|, ?)(CN|O|OU|DC|E)=("[^"]*"|[^,]*)')) {
                    $value = $match.Groups[2].Value.Trim('"')
                    if ($value -notmatch $script:PublicAuthorities -and $value -notmatch 'Public CA$') { if ($match.Groups[1].Value -eq 'CN' -and $value -match '^[\w*-]+(\.[\w-]+)+$') { Add-HostName $names $value.TrimStart('*', '.') } else { Add-Name $names 'name' $value } }
                }
            }
        }
    }
    $learn = {
        param($text)
        foreach ($match in [regex]::Matches($text, '(?i)(?<![\w.%+-])[\w.%+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}(?![\w-])')) { Add-AccountName $names $match.Value }
        foreach ($match in [regex]::Matches($text, '(?i)\b(?:https?|ldap|ftp)://(\[[0-9a-f:.]+\]|[^\s/:"''<>?#,;\\)]{1,255})')) { Add-HostName $names $match.Groups[1].Value }
        foreach ($match in [regex]::Matches($text, '(?<![\w\\:])\\\\([A-Za-z0-9][\w.-]{0,254})\\')) { Add-HostName $names $match.Groups[1].Value }
        foreach ($match in [regex]::Matches($text, '(?i)\b[a-z]:\\{1,2}users\\{1,2}([^\\/:*?"<>|\r\n]{1,64})\\')) { Add-Name $names 'user' ($match.Groups[1].Value -replace '\..*$', '') }
        foreach ($match in [regex]::Matches($text, '\bcontext="([^"\r\n]{2,200})"')) { Add-AccountName $names $match.Groups[1].Value }
        $text
    }
    $null = Edit-Texts $Evidence $learn $script:PlainMembers
    # whoever stands behind a domain that is known by now
    $domains = @($names['values'].get_Keys() | Where-Object { $names['values'][$_] -match '^domain-' })
    if ($domains.Count) {
        $any = ($domains | ForEach-Object { [regex]::Escape($_) }) -join '|'
        $learn = {
            param($text)
            foreach ($match in [regex]::Matches($text, "(?i)(?<![\w.-])((?:[\w-]{1,63}\.){1,8})(?:$any)(?![\w-])")) { Add-HostName $names $match.Value }
            foreach ($match in [regex]::Matches($text, "(?i)(?<![\w.-])(?:$any)\\{1,2}([^\s\\/:*?`"'<>|,;\[\]()]{1,64})")) { Add-AccountName $names $match.Groups[1].Value }
            $text
        }
        $null = Edit-Texts $Evidence $learn $script:PlainMembers
    }
    $names
}

# A host, and its first label alone when that cannot be an ordinary word. The PC's own name stays the PC's.
function Add-HostName {
    param([hashtable]$Names, [string]$HostName)
    $name = $HostName.Trim().TrimEnd('.')
    if (-not $name -or $name -match $script:PublicHosts) { return }
    $dot = $name.IndexOf([char]46)
    if ($dot -gt 0) {
        $label = $name.Substring(0, $dot)
        if ($Names['values'].ContainsKey($label) -and $Names['values'][$label] -like 'PC-*') { Add-Name $Names 'domain' $name.Substring($dot + 1); return }
        Add-Name $Names 'host' $name
        $own = $Names['values'][$name]
        if ($own -and $label -match '[\d-]' -and $label -notmatch '^\d+$' -and -not $Names['values'].ContainsKey($label)) { $Names['values'][$label] = $own.Split('.')[0] }
    }
    else { Add-Name $Names 'host' $name }
}

# Members that are words of the shape, never somebody's.
$script:PlainMembers = @('schema', 'kit', 'collectedAt', 'language', 'reason', 'languageMode', 'powershell', 'version', 'state', 'startMode', 'type', 'encoding', 'purpose', 'channel', 'provider', 'time', 'modifiedAt', 'protection', 'protectors', 'access', 'utc', 'timeZone', 'error')

# Replaces every name, id and address in an evidence.
function Hide-Names {
    param($Evidence)
    $names = Get-Names $Evidence
    # the longest first, so that a host is taken before its domain. A name that could be a word is taken only where it stands alone.
    $known = @($names['values'].get_Keys() | Sort-Object -Property @{ Expression = { $_.Length }; Descending = $true }, @{ Expression = { $_ } } | ForEach-Object { if ($_ -match '^[A-Za-z]+$') { "(?<![A-Za-z0-9])$_(?![A-Za-z0-9])" } else { [regex]::Escape($_) } })
    $pattern = if ($known.Count) { New-Object regex(($known -join '|'), 'IgnoreCase, CultureInvariant') } else { $null }
    $hide = {
        param($text)
        if ($text.Length -lt 2) { return $text }
        if ($pattern) { $text = $pattern.Replace($text, { param($match) $names['values'][$match.Value] }) }
        $text = [regex]::Replace($text, '(?<![0-9A-Fa-f])[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?![0-9A-Fa-f])', { param($match) Get-OtherId $names 'id' $match.Value })
        $text = [regex]::Replace($text, '(?<![0-9A-Fa-f])([0-9A-Fa-f]{40}|[0-9A-Fa-f]{32})(?![0-9A-Fa-f])', { param($match) Get-OtherId $names 'digits' $match.Value })
        $text = [regex]::Replace($text, 'S-1-(?:5-21|12-1)(?:-\d{1,10}){2,8}', { param($match) Get-OtherId $names 'sid' $match.Value })
        $text = [regex]::Replace($text, '(?<![0-9A-Za-z:-])[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![0-9A-Za-z:-])', { param($match) Get-OtherId $names 'mac' $match.Value })
        $text = [regex]::Replace($text, '(?<![\w:.])(?:(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}|(?:[0-9A-Fa-f]{1,4}:){1,6}(?::[0-9A-Fa-f]{1,4}){1,6}|(?:[0-9A-Fa-f]{1,4}:){1,7}:)(?![\w:])', { param($match) Get-OtherId $names 'ipv6' $match.Value })
        [regex]::Replace($text, '(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d)', { param($match) Get-OtherId $names 'ipv4' $match.Value })
    }
    Edit-Texts $Evidence $hide $script:PlainMembers
}

# The word that stands for an id or address, always the same for the same one.
function Get-OtherId {
    param([hashtable]$Names, [string]$Kind, [string]$Value)
    $key = $Value.ToLowerInvariant()
    if ($Kind -eq 'digits' -and $key.Length -eq 32) { $key = $key.Insert(20, '-').Insert(16, '-').Insert(12, '-').Insert(8, '-') }
    if ($key -match $script:PublicIds -or $key -match '^00000000-0000-4000-8000-\d{12}$' -or $key -match '^(127\.0\.0\.1|0\.0\.0\.0|255\.255\.255\.255|::1)$') { return $Value }
    if ($Kind -eq 'mac') { $key = $key.Replace(':', '-') }
    if (-not $Names['ids'].ContainsKey($key)) {
        $group = if ($Kind -eq 'digits' -and $Value.Length -eq 32) { 'id' } else { $Kind }
        $Names['counts'][$group] = 1 + [int]$Names['counts'][$group]
        $Names['ids'][$key] = $Names['counts'][$group]
    }
    $number = $Names['ids'][$key]
    switch ($Kind) {
        'id' { '00000000-0000-4000-8000-{0:D12}' -f $number }
        'digits' { if ($Value.Length -eq 32) { '00000000000040008000{0:D12}' -f $number } else { '{0:D40}' -f $number } }
        'sid' { "S-1-5-21-0-0-0-$number" }
        'mac' { '02-00-00-00-{0:X2}-{1:X2}' -f [int][Math]::Floor($number / 256), ($number % 256) }
        'ipv6' { '2001:db8::{0:x}' -f $number }
        'ipv4' { if ($number -lt 255) { "192.0.2.$number" } else { "198.18.$([Math]::Floor($number / 256) % 256).$($number % 256)" } }
    }
}

# -- what a value means

# Flags and texts of the binary value WinHttpSettings: access, server, bypass.
function ConvertFrom-WinHttpSettings {
    param($Bytes)
    $result = @{ access = 'unset'; server = $null; bypass = $null }
    if ($Bytes -isnot [array] -or $Bytes.Length -lt 16) { return $result }
    $bytes = [byte[]]$Bytes
    $result['access'] = if ([BitConverter]::ToInt32($bytes, 8) -band 2) { 'proxy' } else { 'direct' }
    $at = 12
    foreach ($name in 'server', 'bypass') {
        if ($at + 4 -gt $bytes.Length) { break }
        $length = [BitConverter]::ToInt32($bytes, $at)
        if ($length -lt 0 -or $length -gt $bytes.Length - $at - 4) { break }
        if ($length) { $result[$name] = Get-TextOrNull ([Text.Encoding]::ASCII.GetString($bytes, $at + 4, $length)) }
        $at += 4 + $length
    }
    $result
}

# The proxy of an https address in WinHTTP's or Internet Settings' list: host:port, '' when there is none.
function Get-HttpsProxy {
    param([string]$Server)
    foreach ($entry in $Server -split '[;\s]+') { if ($entry -match '^https=(?:\w+://)?(.+)$') { return $Matches[1].TrimEnd('/') } }
    foreach ($entry in $Server -split '[;\s]+') { if ($entry -and $entry -notmatch '=') { return ($entry -replace '^\w+://', '').TrimEnd('/') } }
    ''
}

# Every address to ask: purpose and url. Facts: managementPoints (name, type, protocol), mdmUrl, discoveryUrls, enrollment (base URL).
function Get-Addresses {
    param([hashtable]$Facts)
    $list = @(
        @('join', 'https://enterpriseregistration.windows.net/'), @('join', 'https://login.microsoftonline.com/'), @('join', 'https://device.login.microsoftonline.com/'), @('join', 'https://autologon.microsoftazuread-sso.com/'),
        @('mdm', 'https://enrollment.manage.microsoft.com/enrollmentserver/discovery.svc'), @('mdm', 'https://enterpriseenrollment.manage.microsoft.com/'), @('mdm', 'https://enterpriseenrollment-s.manage.microsoft.com/'),
        @('intune', 'https://manage.microsoft.com/'), @('intune', 'https://portal.manage.microsoft.com/'), @('intune', 'https://m.manage.microsoft.com/'), @('intune', 'https://sts.manage.microsoft.com/'),
        @('intune', 'https://i.manage.microsoft.com/'), @('intune', 'https://r.manage.microsoft.com/'), @('intune', 'https://a.manage.microsoft.com/'), @('intune', 'https://p.manage.microsoft.com/'), @('intune', 'https://fef.manage.microsoft.com/'),
        @('intune', 'https://discovery.dm.microsoft.com/'), @('push', 'https://client.wns.windows.com/')
    )
    if ($Facts['enrollment']) {
        $list += , @('baton-enrollment', "$($Facts['discoveryUrl'])")
        $list += , @('baton-management', "https://$(Get-UrlHost $Facts['enrollment']):8444/ManagementServer/MDM.svc")
    }
    foreach ($point in @($Facts['managementPoints'])) {
        if (-not $point -or "$($point['name'])" -notmatch '^(?:\w+://)?([A-Za-z0-9][A-Za-z0-9.-]{0,254})(:\d+)?(/|$)') { continue }
        $where = $Matches[1] + $Matches[2]
        if ("$($point['name'])" -match '/CCM_Proxy_') { $list += , @('gateway', "https://$where/CCM_Proxy_MutualAuth/ServiceMetadata"); continue }
        $schemes = if ("$($point['protocol'])" -match '^https?$') { @("$($point['protocol'])".ToLowerInvariant()) } else { 'https', 'http' }
        foreach ($scheme in $schemes) { $list += , @('management-point', "${scheme}://$where/SMS_MP/.sms_aut?MPLIST") }
        foreach ($path in '/ccm_system/request', '/ccm_system_windowsauth/request') { $list += , @('management-point', "$($schemes[0])://$where$path") }
    }
    if (Test-HttpsUrl $Facts['mdmUrl']) { $list += , @('tenant-mdm', $Facts['mdmUrl']) }
    foreach ($url in @($Facts['discoveryUrls'])) { if (Test-HttpsUrl $url) { $list += , @('other-mdm', $url) } }
    $seen = @{}; $result = @()
    foreach ($entry in $list) { $key = $entry[1].ToLowerInvariant(); if (-not $seen.ContainsKey($key)) { $seen[$key] = $true; $result += @{ purpose = $entry[0]; url = $entry[1] } } }
    $result
}

# The names of BitLocker's protector types by number.
function Get-ProtectorName {
    param([int]$Type)
    $known = @{ 1 = 'Tpm'; 2 = 'ExternalKey'; 3 = 'RecoveryPassword'; 4 = 'TpmPin'; 5 = 'TpmStartupKey'; 6 = 'TpmPinStartupKey'; 7 = 'PublicKey'; 8 = 'Password'; 9 = 'TpmNetworkKey'; 10 = 'AdAccountOrGroup' }
    if ($known.ContainsKey($Type)) { $known[$Type] } else { 'Other' }
}

# The rollovers of a log among the names of its folder, the newest first: X.lo_ and X-20260930-101112.log.
function Get-Rollovers {
    param([string]$Name, [object[]]$Files)
    $stem = [regex]::Escape(($Name -replace '\.log$', ''))
    @($Files | Where-Object { $_ -and $_['name'] -match "^$stem(\.lo_|-\d{8}-\d{6}\.log)$" } | Sort-Object -Property @{ Expression = { $_['modified'] }; Descending = $true }, @{ Expression = { $_['name'] } })
}

# A PIN in plain form; '' when the text is none.
function ConvertTo-Pin {
    param([string]$Text)
    $pin = ($Text -replace '[\s-]', '').ToUpperInvariant()
    if ($pin -match '^[2-9A-HJ-NP-Z]{12}$') { $pin } else { '' }
}

# What the header Authorization says where nothing but a PIN is there: package, PIN, and the name that this PC gives itself.
function Format-PinAuthorization {
    param([string]$PackageId, [string]$Pin, [string]$Name)
    $encoded = [regex]::Replace([Uri]::EscapeDataString($Name), "[!*'()]", { param($match) '%{0:X2}' -f [int][char]$match.Value })
    "Baton-Pin ${PackageId}:${Pin}:$encoded"
}

# The command of the daily task. It looks at who can change folder and script before it runs anything from there.
function Format-DailyCommand {
    param([string]$Folder, [string]$Switches)
    $script = $Folder.TrimEnd('\') + '\collect.ps1'
    $check = "foreach (`$f in '$Folder', '$script') { `$a = Get-Acl -LiteralPath `$f; `$s = [Security.Principal.SecurityIdentifier]; foreach (`$w in @(`$a.GetOwner(`$s).Value) + @(`$a.GetAccessRules(`$true, `$true, `$s) | ForEach-Object { `$_.IdentityReference.Value })) { if ('S-1-5-18', 'S-1-5-32-544' -notcontains `$w) { exit 32 } } }"
    "`$ErrorActionPreference = 'Stop'; try { $check } catch { exit 32 }; & '$script' -OutFile '$($Folder.TrimEnd('\'))\evidence.json'$Switches; exit `$LASTEXITCODE"
}

#endregion rules

#region adapter: every Windows command, file, clock, random number and network call that this script uses. Tests double this region.

# -- how PowerShell runs

function Get-LanguageMode { "$($ExecutionContext.SessionState.LanguageMode)" }

function Get-UiLanguage { if ((Get-UICulture).Name -like 'ja*') { 'ja' } else { 'en' } }

function Get-Bitness { @{ process = [IntPtr]::Size * 8; system = if ([Environment]::Is64BitOperatingSystem) { 64 } else { 32 } } }

function Test-Administrator {
    $principal = New-Object Security.Principal.WindowsPrincipal([Security.Principal.WindowsIdentity]::GetCurrent())
    $principal.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
}

function Get-Account {
    $identity = [Security.Principal.WindowsIdentity]::GetCurrent()
    @{ account = "$($identity.Name)"; sid = "$($identity.User.Value)" }
}

function Get-PowerShellVersion { "$($PSVersionTable.PSVersion)" }

# The text of the script file that runs, '' when it does not run as a file. Not read again from the disk: it may be another one by now.
function Get-ScriptText { param($Command) if ($Command -is [System.Management.Automation.ExternalScriptInfo]) { "$($Command.ScriptContents)" } else { '' } }

# Runs one function of this script by name in a runspace beside this one and gives its output; throws TIME_LIMIT when it is not done in time.
# A runspace that hangs is left behind, on a background thread.
$script:Beside = $null
function Invoke-Bounded {
    param([string]$Function, [hashtable]$Arguments, [double]$Seconds)
    if (-not $script:Beside) {
        $initial = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
        foreach ($one in @(Get-ChildItem -Path 'function:')) {
            if ($one.Name -match '^[A-Z][A-Za-z]+-[A-Za-z0-9]+$') { $initial.Commands.Add((New-Object System.Management.Automation.Runspaces.SessionStateFunctionEntry($one.Name, $one.Definition))) }
        }
        foreach ($name in 'KitVersion', 'SecretRules') { $initial.Variables.Add((New-Object System.Management.Automation.Runspaces.SessionStateVariableEntry($name, (Get-Variable -Name $name -Scope Script -ValueOnly), ''))) }
        $script:Beside = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateRunspace($initial)
        $script:Beside.Open()
    }
    $shell = [powershell]::Create()
    $shell.Runspace = $script:Beside
    $null = $shell.AddScript('param($Function, $Arguments) Set-StrictMode -Version 2.0; $ErrorActionPreference = "Stop"; $ProgressPreference = "SilentlyContinue"; & $Function @Arguments').AddArgument($Function).AddArgument($Arguments)
    $running = $shell.BeginInvoke()
    if (-not $running.AsyncWaitHandle.WaitOne([int]($Seconds * 1000))) {
        $null = $shell.BeginStop($null, $null)
        $script:Beside = $null
        throw "TIME_LIMIT: not done within $([int]$Seconds) s"
    }
    try { $shell.EndInvoke($running) } finally { $shell.Dispose() }
}

# -- clock and chance

function Get-Now { [DateTime]::UtcNow }

function Get-UtcBias { [int]([DateTime]::UtcNow - [DateTime]::Now).TotalMinutes }

function Get-TimeZoneName { [TimeZoneInfo]::Local.Id }

# -- files

function Get-ProgramData { [Environment]::GetFolderPath('CommonApplicationData') }

# A path as the file system writes it, from where the session is.
function Get-FullPath { param([string]$Path) $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path) }

function Test-File { param([string]$Path) [IO.File]::Exists($Path) }

# The text of a UTF-8 file without its byte order mark; throws when it is longer than MaxBytes.
function Read-TextFile {
    param([string]$Path, [int]$MaxBytes = 65536)
    if ((New-Object IO.FileInfo($Path)).Length -gt $MaxBytes) { throw "$Path is longer than $MaxBytes bytes" }
    [IO.File]::ReadAllText($Path, (New-Object Text.UTF8Encoding($false)))
}

# Writes the whole file or leaves the former one: a kill in between loses nothing.
function Write-TextFile {
    param([string]$Path, [string]$Text)
    $bytes = (New-Object Text.UTF8Encoding($false)).GetBytes($Text)
    $new = "$Path.new"
    $stream = New-Object IO.FileStream($new, [IO.FileMode]::Create, [IO.FileAccess]::Write, [IO.FileShare]::None)
    try { $stream.Write($bytes, 0, $bytes.Length); $stream.Flush($true) } finally { $stream.Dispose() }
    if ([IO.File]::Exists($Path)) { [IO.File]::Replace($new, $Path, [System.Management.Automation.Language.NullString]::Value) } else { [IO.File]::Move($new, $Path) }
}

function New-Folder { param([string]$Path) $null = [IO.Directory]::CreateDirectory($Path) }

# Deletes a file, or a folder without following links in it, and makes sure that it is gone.
function Remove-Tree {
    param([string]$Path)
    if ([IO.File]::Exists($Path)) { [IO.File]::SetAttributes($Path, [IO.FileAttributes]::Normal); [IO.File]::Delete($Path) }
    elseif ([IO.Directory]::Exists($Path)) { [IO.Directory]::Delete($Path, -not ([IO.File]::GetAttributes($Path) -band [IO.FileAttributes]::ReparsePoint)) }
    if ([IO.File]::Exists($Path) -or [IO.Directory]::Exists($Path)) { throw "$Path could not be deleted" }
}

function Get-FolderNames { param([string]$Path) if ([IO.Directory]::Exists($Path)) { [IO.Directory]::GetDirectories($Path) | ForEach-Object { [IO.Path]::GetFileName($_) } } }

function Get-FileTime { param([string]$Path) [IO.File]::GetLastWriteTimeUtc($Path) }

# Who owns a file or folder and who else may write to it: exists, reparse, owner (SID), writers (SIDs), open (not closed by Protect-Folder).
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

# Makes Administrators the owner and lets SYSTEM and Administrators alone in, for all that is and will be in it.
function Protect-Folder {
    param([string]$Path)
    $acl = New-Object Security.AccessControl.DirectorySecurity
    $acl.SetOwner((New-Object Security.Principal.SecurityIdentifier('S-1-5-32-544')))
    $acl.SetAccessRuleProtection($true, $false)
    foreach ($who in 'S-1-5-18', 'S-1-5-32-544') {
        $acl.AddAccessRule((New-Object Security.AccessControl.FileSystemAccessRule((New-Object Security.Principal.SecurityIdentifier($who)), 'FullControl', 'ContainerInherit, ObjectInherit', 'None', 'Allow')))
    }
    Set-Acl -LiteralPath $Path -AclObject $acl -ErrorAction Stop
}

# The folder of 64-bit programs of Windows, also for a 32-bit process.
function Get-SystemFolder { if ([Environment]::Is64BitOperatingSystem -and [IntPtr]::Size -eq 4) { Join-Path $env:windir 'sysnative' } else { Join-Path $env:windir 'System32' } }

function Get-WindowsFolder { "$env:windir" }

function Get-ProgramFiles { [Environment]::GetFolderPath('ProgramFilesX86'); "$env:ProgramW6432"; [Environment]::GetFolderPath('ProgramFiles') }

function Get-DesktopFolder { [Environment]::GetFolderPath('DesktopDirectory') }

# Does a link lie there, which may lead elsewhere?
function Test-Link { param([string]$Path) [IO.File]::Exists($Path) -and [bool]([IO.File]::GetAttributes($Path) -band [IO.FileAttributes]::ReparsePoint) }

function Test-Folder { param([string]$Path) [IO.Directory]::Exists($Path) }

# The files of a folder: name, size, modified (UTC); nothing when there is no such folder.
function Get-Files {
    param([string]$Path)
    if ([IO.Directory]::Exists($Path)) { foreach ($file in (New-Object IO.DirectoryInfo($Path)).GetFiles()) { @{ name = $file.Name; size = $file.Length; modified = $file.LastWriteTimeUtc } } }
}

# The end of a file that others may be writing: exists, size, modified (UTC), first (at most 4 bytes), bytes (at most Length).
function Read-Tail {
    param([string]$Path, [int]$Length)
    if (-not [IO.File]::Exists($Path)) {
        # a folder that may not be entered hides its files: that is no absence
        for ($folder = [IO.Path]::GetDirectoryName($Path); $folder; $folder = [IO.Path]::GetDirectoryName($folder)) { if ([IO.Directory]::Exists($folder)) { $null = [IO.Directory]::GetFiles($folder, 'baton-none'); break } }
        return @{ exists = $false }
    }
    $stream = New-Object IO.FileStream($Path, [IO.FileMode]::Open, [IO.FileAccess]::Read, [IO.FileShare]'ReadWrite, Delete')
    try {
        $size = $stream.Length
        $first = New-Object byte[] ([Math]::Min(4, $size))
        $null = $stream.Read($first, 0, $first.Length)
        $bytes = New-Object byte[] ([Math]::Min($Length, $size))
        $null = $stream.Seek($size - $bytes.Length, [IO.SeekOrigin]::Begin)
        $done = 0
        while ($done -lt $bytes.Length -and ($read = $stream.Read($bytes, $done, $bytes.Length - $done)) -gt 0) { $done += $read }
        if ($done -lt $bytes.Length) { $rest = New-Object byte[] $done; [array]::Copy($bytes, $rest, $done); $bytes = $rest }
        @{ exists = $true; size = $size; modified = [IO.File]::GetLastWriteTimeUtc($Path); first = $first; bytes = $bytes }
    }
    finally { $stream.Dispose() }
}

# -- what this PC is

function Get-ComputerName { [Environment]::MachineName }

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

function Get-RegistryKeyNames {
    param([string]$Key)
    $base = [Microsoft.Win32.RegistryKey]::OpenBaseKey([Microsoft.Win32.RegistryHive]::LocalMachine, [Microsoft.Win32.RegistryView]::Registry64)
    try {
        $open = $base.OpenSubKey($Key)
        if ($open) { try { $open.GetSubKeyNames() } finally { $open.Dispose() } }
    }
    finally { $base.Dispose() }
}

# uuid, serial, maker, model, domain, edition (OperatingSystemSKU), build and consoleUser (DOMAIN\name or '').
function Get-Computer {
    $system = Get-CimInstance -ClassName Win32_ComputerSystem -ErrorAction Stop
    $product = Get-CimInstance -ClassName Win32_ComputerSystemProduct -ErrorAction Stop
    $bios = Get-CimInstance -ClassName Win32_BIOS -ErrorAction Stop
    $os = Get-CimInstance -ClassName Win32_OperatingSystem -ErrorAction Stop
    @{ uuid = "$($product.UUID)"; serial = "$($bios.SerialNumber)".Trim(); maker = "$($system.Manufacturer)".Trim(); model = "$($system.Model)".Trim()
        domain = if ($system.PartOfDomain) { "$($system.Domain)" } else { '' }; edition = [int]$os.OperatingSystemSKU; version = "$($os.Version)"; consoleUser = "$($system.UserName)" }
}

# A key below HKEY_LOCAL_MACHINE in the 64-bit view with its types: list of name, type, data; $null when there is no such key.
function Get-TypedValues {
    param([string]$Key)
    $base = [Microsoft.Win32.RegistryKey]::OpenBaseKey([Microsoft.Win32.RegistryHive]::LocalMachine, [Microsoft.Win32.RegistryView]::Registry64)
    try {
        $open = $base.OpenSubKey($Key)
        if (-not $open) { return $null }
        try {
            $values = @(foreach ($name in $open.GetValueNames()) { @{ name = $name; type = "$($open.GetValueKind($name))"; data = $open.GetValue($name, $null, [Microsoft.Win32.RegistryValueOptions]::DoNotExpandEnvironmentNames) } })
            , $values
        }
        finally { $open.Dispose() }
    }
    finally { $base.Dispose() }
}

# The values of a key of an account by its SID; $null when its hive is not loaded or has no such key.
function Get-UserValues {
    param([string]$Sid, [string]$Key)
    $open = [Microsoft.Win32.Registry]::Users.OpenSubKey("$Sid\$Key")
    if (-not $open) { return $null }
    try { $values = @{}; foreach ($name in $open.GetValueNames()) { $values[$name] = $open.GetValue($name) }; $values } finally { $open.Dispose() }
}

function Get-AccountSid { param([string]$Account) try { (New-Object Security.Principal.NTAccount($Account)).Translate([Security.Principal.SecurityIdentifier]).Value } catch { '' } }

# Instances of a WMI class as tables of the named properties; $null when the class or its namespace does not exist. Times become text.
function Get-CimValues {
    param([string]$Namespace, [string]$Class, [string[]]$Names, [string]$Filter = '', [int]$Seconds = 15)
    $query = @{ Namespace = $Namespace; ClassName = $Class; OperationTimeoutSec = $Seconds; ErrorAction = 'Stop' }
    if ($Filter) { $query['Filter'] = $Filter }
    try { $instances = @(Get-CimInstance @query) }
    catch {
        $code = if ($_.Exception.PSObject.Properties['NativeErrorCode']) { "$($_.Exception.NativeErrorCode)" } else { '' }
        if ($code -match '^(InvalidNamespace|InvalidClass|NotFound)$') { return $null }
        throw
    }
    $tables = @(foreach ($instance in $instances) {
            $table = @{}
            foreach ($name in $Names) {
                $property = $instance.CimInstanceProperties[$name]
                $table[$name] = if (-not $property) { $null } elseif ($property.Value -is [datetime]) { Format-Utc $property.Value } else { $property.Value }
            }
            $table
        })
    , $tables
}

# The names of a class's properties that begin with a word.
function Get-CimNames {
    param([string]$Namespace, [string]$Class, [string]$Begin)
    @((Get-CimClass -Namespace $Namespace -ClassName $Class -ErrorAction Stop).CimClassProperties | ForEach-Object { $_.Name } | Where-Object { $_ -like "$Begin*" })
}

function Get-AssignedSite { "$((Invoke-CimMethod -Namespace 'root\ccm' -ClassName 'SMS_Client' -MethodName 'GetAssignedSite' -OperationTimeoutSec 15 -ErrorAction Stop).sSiteCode)" }

# Drives that BitLocker knows: mount, status (0 off, 1 on, 2 unknown).
function Get-BitLockerVolumes {
    Get-CimInstance -Namespace 'root\cimv2\Security\MicrosoftVolumeEncryption' -ClassName 'Win32_EncryptableVolume' -OperationTimeoutSec 15 -ErrorAction Stop |
        ForEach-Object { @{ mount = "$($_.DriveLetter)"; status = [int]$_.ProtectionStatus; id = "$($_.DeviceID)" } }
}

# The numbers of the types of a drive's protectors. Keys and passwords are not asked for.
function Get-ProtectorTypes {
    param([string]$Id)
    $volume = Get-CimInstance -Namespace 'root\cimv2\Security\MicrosoftVolumeEncryption' -ClassName 'Win32_EncryptableVolume' -OperationTimeoutSec 15 -ErrorAction Stop | Where-Object { "$($_.DeviceID)" -eq $Id }
    $found = Invoke-CimMethod -InputObject $volume -MethodName 'GetKeyProtectors' -Arguments @{ KeyProtectorType = [uint32]0 } -ErrorAction Stop
    foreach ($protector in @($found.VolumeKeyProtectorID)) { if ($protector) { [int](Invoke-CimMethod -InputObject $volume -MethodName 'GetKeyProtectorType' -Arguments @{ VolumeKeyProtectorID = $protector } -ErrorAction Stop).KeyProtectorType } }
}

function Get-CultureNames { @{ locale = (Get-Culture).Name; uiLanguage = [Globalization.CultureInfo]::InstalledUICulture.Name } }

# A scheduled task: state, lastRun, lastResult, nextRun; $null when there is none.
function Get-TaskFacts {
    param([string]$Folder, [string]$Name)
    try { $task = Get-ScheduledTask -TaskPath $Folder -TaskName $Name -ErrorAction Stop | Select-Object -First 1 }
    catch { if ("$($_.CategoryInfo.Category)" -eq 'ObjectNotFound' -and $_.Exception.PSObject.Properties['NativeErrorCode']) { return $null } else { throw } }
    $run = $task | Get-ScheduledTaskInfo -ErrorAction Stop
    $time = { param($at) if ($at -and $at.Year -gt 2000) { Format-Utc $at } else { $null } }
    @{ state = "$($task.State)"; lastRun = (& $time $run.LastRunTime); lastResult = $run.LastTaskResult; nextRun = (& $time $run.NextRunTime) }
}

# The newest events of a channel, oldest first: exists, enabled, records (id, level, time, provider, text).
function Get-ChannelRecords {
    param([string]$Channel, [int]$Count)
    try { $log = Get-WinEvent -ListLog $Channel -ErrorAction Stop }
    catch { if ("$($_.FullyQualifiedErrorId)" -like 'NoMatchingLogsFound*') { return @{ exists = $false; enabled = $null; records = @() } } else { throw } }
    try { $found = @(Get-WinEvent -LogName $Channel -MaxEvents $Count -ErrorAction Stop) }
    catch { if ("$($_.FullyQualifiedErrorId)" -like 'NoMatchingEventsFound*') { $found = @() } else { throw } }
    $records = @($found | Sort-Object -Property TimeCreated, RecordId | ForEach-Object {
            $text = "$($_.Message)"
            if (-not $text) { $text = @($_.Properties | ForEach-Object { "$($_.Value)" }) -join ' | ' }
            @{ id = [int]$_.Id; level = [int]$_.Level; time = (Format-Utc $_.TimeCreated); provider = "$($_.ProviderName)"; text = $text }
        })
    @{ exists = $true; enabled = [bool]$log.IsEnabled; records = $records }
}

# -- programs

# The only compiled code of this script's own: a program in the session of the person at the PC, and the certificates of servers.
function Add-CollectType {
    if ('Baton.UserSession' -as [type]) { return }
    Add-Type -TypeDefinition @'
#pragma warning disable
using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using Microsoft.Win32.SafeHandles;
namespace Baton {
    public static class UserSession {
        [StructLayout(LayoutKind.Sequential)] struct SessionInfo { public int Id; public IntPtr Station; public int State; }
        [StructLayout(LayoutKind.Sequential)] struct SecurityAttributes { public int Length; public IntPtr Descriptor; public int Inherit; }
        [StructLayout(LayoutKind.Sequential)] struct ProcessInformation { public IntPtr Process; public IntPtr Thread; public int ProcessId; public int ThreadId; }
        [StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode)] struct StartupInfo {
            public int Size; public string Reserved; public string Desktop; public string Title; public int X, Y, Width, Height, CharsX, CharsY, Fill, Flags;
            public short Show; public short Reserved2; public IntPtr Reserved3; public IntPtr Input, Output, Error;
        }
        [DllImport("wtsapi32.dll", SetLastError = true)] static extern bool WTSEnumerateSessionsW(IntPtr server, int reserved, int version, out IntPtr list, out int count);
        [DllImport("wtsapi32.dll")] static extern void WTSFreeMemory(IntPtr memory);
        [DllImport("wtsapi32.dll", SetLastError = true)] static extern bool WTSQueryUserToken(int session, out IntPtr token);
        [DllImport("kernel32.dll")] static extern int WTSGetActiveConsoleSessionId();
        [DllImport("userenv.dll", SetLastError = true)] static extern bool CreateEnvironmentBlock(out IntPtr block, IntPtr token, bool inherit);
        [DllImport("userenv.dll")] static extern bool DestroyEnvironmentBlock(IntPtr block);
        [DllImport("kernel32.dll", SetLastError = true)] static extern bool CreatePipe(out IntPtr read, out IntPtr write, ref SecurityAttributes attributes, int size);
        [DllImport("kernel32.dll", SetLastError = true)] static extern bool SetHandleInformation(IntPtr handle, int mask, int flags);
        [DllImport("advapi32.dll", SetLastError = true, CharSet = CharSet.Unicode)] static extern bool CreateProcessAsUserW(IntPtr token, string program, System.Text.StringBuilder command, IntPtr process, IntPtr thread, bool inherit, int flags, IntPtr environment, string folder, ref StartupInfo startup, out ProcessInformation information);
        [DllImport("kernel32.dll", SetLastError = true)] static extern int WaitForSingleObject(IntPtr handle, int milliseconds);
        [DllImport("kernel32.dll", SetLastError = true)] static extern bool GetExitCodeProcess(IntPtr process, out int code);
        [DllImport("kernel32.dll", SetLastError = true)] static extern bool TerminateProcess(IntPtr process, int code);
        [DllImport("kernel32.dll")] static extern bool CloseHandle(IntPtr handle);

        static IntPtr FindToken() {
            IntPtr token;
            int console = WTSGetActiveConsoleSessionId();
            if (console != -1 && WTSQueryUserToken(console, out token)) { return token; }
            IntPtr list; int count;
            if (!WTSEnumerateSessionsW(IntPtr.Zero, 0, 1, out list, out count)) { return IntPtr.Zero; }
            try {
                for (int i = 0; i < count; i++) {
                    SessionInfo session = (SessionInfo)Marshal.PtrToStructure(new IntPtr(list.ToInt64() + (long)i * Marshal.SizeOf(typeof(SessionInfo))), typeof(SessionInfo));
                    if (session.State == 0 && session.Id != console && WTSQueryUserToken(session.Id, out token)) { return token; }
                }
            } finally { WTSFreeMemory(list); }
            return IntPtr.Zero;
        }

        // Account, exit code and output of a program that the person's own session runs; null when nobody is signed in.
        public static object[] Run(string program, string arguments, int milliseconds) {
            IntPtr token = FindToken();
            if (token == IntPtr.Zero) { return null; }
            IntPtr environment = IntPtr.Zero, read = IntPtr.Zero, write = IntPtr.Zero;
            ProcessInformation information = new ProcessInformation();
            try {
                string account;
                using (System.Security.Principal.WindowsIdentity identity = new System.Security.Principal.WindowsIdentity(token)) { account = identity.Name; }
                if (!CreateEnvironmentBlock(out environment, token, false)) { throw new System.ComponentModel.Win32Exception(); }
                SecurityAttributes attributes = new SecurityAttributes();
                attributes.Length = Marshal.SizeOf(typeof(SecurityAttributes));
                attributes.Inherit = 1;
                if (!CreatePipe(out read, out write, ref attributes, 0) || !SetHandleInformation(read, 1, 0)) { throw new System.ComponentModel.Win32Exception(); }
                StartupInfo startup = new StartupInfo();
                startup.Size = Marshal.SizeOf(typeof(StartupInfo));
                startup.Desktop = "winsta0\\default";
                startup.Flags = 0x101;
                startup.Output = write;
                startup.Error = write;
                System.Text.StringBuilder command = new System.Text.StringBuilder("\"" + program + "\" " + arguments);
                if (!CreateProcessAsUserW(token, program, command, IntPtr.Zero, IntPtr.Zero, true, 0x08000400, environment, null, ref startup, out information)) { throw new System.ComponentModel.Win32Exception(); }
                CloseHandle(write);
                write = IntPtr.Zero;
                MemoryStream output = new MemoryStream();
                SafeFileHandle handle = new SafeFileHandle(read, true);
                read = IntPtr.Zero;
                Thread reader = new Thread(delegate () {
                    try {
                        using (FileStream stream = new FileStream(handle, FileAccess.Read, 4096, false)) {
                            byte[] buffer = new byte[4096];
                            int length;
                            while (output.Length < 1048576 && (length = stream.Read(buffer, 0, buffer.Length)) > 0) { output.Write(buffer, 0, length); }
                        }
                    } catch (IOException) { }
                });
                reader.IsBackground = true;
                reader.Start();
                if (WaitForSingleObject(information.Process, milliseconds) != 0) {
                    TerminateProcess(information.Process, 1);
                    throw new TimeoutException("TIME_LIMIT: ended after " + milliseconds / 1000 + " s");
                }
                int code;
                GetExitCodeProcess(information.Process, out code);
                if (!reader.Join(5000)) { throw new TimeoutException("TIME_LIMIT: its output did not end"); }
                return new object[] { account, code, output.ToArray() };
            } finally {
                if (information.Process != IntPtr.Zero) { CloseHandle(information.Process); CloseHandle(information.Thread); }
                if (read != IntPtr.Zero) { CloseHandle(read); }
                if (write != IntPtr.Zero) { CloseHandle(write); }
                if (environment != IntPtr.Zero) { DestroyEnvironmentBlock(environment); }
                CloseHandle(token);
            }
        }
    }
    public sealed class ServerCertificate {
        private readonly string url;
        private readonly string proxy;
        private X509Certificate2 found;
        private Thread thread;
        private ServerCertificate(string url, string proxy) { this.url = url; this.proxy = proxy; }
        private bool Keep(object sender, X509Certificate certificate, X509Chain chain, SslPolicyErrors errors) {
            if (certificate != null) { found = new X509Certificate2(certificate); }
            return false;
        }
        // No request is ever sent: the handshake is broken off once the certificate was seen.
        private void Ask() {
            try {
                HttpWebRequest request = (HttpWebRequest)WebRequest.Create(url);
                request.Method = "HEAD";
                request.Timeout = 15000;
                request.KeepAlive = false;
                request.AllowAutoRedirect = false;
                request.Proxy = string.IsNullOrEmpty(proxy) ? null : new WebProxy(proxy);
                request.ServerCertificateValidationCallback = Keep;
                using (request.GetResponse()) { }
            } catch (Exception) { }
        }
        // For each https address subject, issuer, thumbprint and end (UTC), or null.
        public static string[][] Read(string[] urls, string proxy, int milliseconds) {
            ServerCertificate[] all = new ServerCertificate[urls.Length];
            for (int i = 0; i < urls.Length; i++) {
                all[i] = new ServerCertificate(urls[i], proxy);
                all[i].thread = new Thread(all[i].Ask);
                all[i].thread.IsBackground = true;
                all[i].thread.Start();
            }
            DateTime end = DateTime.UtcNow.AddMilliseconds(milliseconds);
            string[][] result = new string[urls.Length][];
            for (int i = 0; i < urls.Length; i++) {
                int left = (int)Math.Max(0, (end - DateTime.UtcNow).TotalMilliseconds);
                all[i].thread.Join(left);
                X509Certificate2 seen = all[i].found;
                if (seen != null) { result[i] = new string[] { seen.Subject, seen.Issuer, seen.Thumbprint, seen.NotAfter.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture) }; }
            }
            return result;
        }
    }
}
'@
}

# Runs a program of Windows, hidden, at most Seconds long: exitCode, bytes of its output.
function Invoke-Program {
    param([string]$Path, [string]$Arguments, [int]$Seconds)
    if (-not [IO.File]::Exists($Path)) { throw "NOT_THERE: $Path" }
    $start = New-Object Diagnostics.ProcessStartInfo
    $start.FileName = $Path
    $start.Arguments = $Arguments
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    try {
        $memory = New-Object IO.MemoryStream
        $copy = $process.StandardOutput.BaseStream.CopyToAsync($memory)
        if (-not $process.WaitForExit($Seconds * 1000)) { $process.Kill(); throw "TIME_LIMIT: ended after $Seconds s" }
        if (-not $copy.Wait(5000)) { throw 'TIME_LIMIT: its output did not end' }
        @{ exitCode = $process.ExitCode; bytes = $memory.ToArray() }
    }
    finally { $process.Dispose() }
}

# The same in the session of the person at the PC (SYSTEM alone may): account, exitCode, bytes; $null when nobody is signed in.
function Invoke-InUserSession {
    param([string]$Path, [string]$Arguments, [int]$Seconds)
    Add-CollectType
    $run = [Baton.UserSession]::Run($Path, $Arguments, $Seconds * 1000)
    if ($null -eq $run) { return $null }
    @{ account = $run[0]; exitCode = $run[1]; bytes = [byte[]]$run[2] }
}

# -- network

# The only compiled code: Windows' own discovery, and the check of a TLS chain against the package's root.
function Add-KitType {
    if ('Baton.PinnedTrust' -as [type]) { return }
    Add-Type -TypeDefinition @'
#pragma warning disable
using System;
using System.Net.Security;
using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
namespace Baton {
    public static class Registration {
        [DllImport("mdmregistration.dll", CharSet = CharSet.Unicode, ExactSpelling = true)]
        public static extern int DiscoverManagementServiceEx(string upn, string candidateServer, out IntPtr info);
        [DllImport("mdmregistration.dll", CharSet = CharSet.Unicode, ExactSpelling = true)]
        private static extern int RegisterDeviceWithManagement(string upn, string discoveryUrl, string accessToken);
        // the call blocks until Windows has enrolled or given up: 0x800705B4 where that takes longer than the time given
        public static int Register(string upn, string discoveryUrl, string accessToken, int seconds) {
            int result = unchecked((int)0x800705B4);
            Thread thread = new Thread(delegate() {
                try { result = RegisterDeviceWithManagement(upn, discoveryUrl, accessToken); } catch (Exception error) { result = Marshal.GetHRForException(error); }
            });
            thread.IsBackground = true;
            thread.Start();
            thread.Join(seconds * 1000);
            return result;
        }
    }
    public sealed class PinnedTrust {
        private readonly byte[] root;
        public bool SystemTrusts;
        public PinnedTrust(byte[] root) { this.root = root; }
        public RemoteCertificateValidationCallback Callback { get { return Check; } }
        private bool Check(object sender, X509Certificate certificate, X509Chain seen, SslPolicyErrors errors) {
            SystemTrusts = errors == SslPolicyErrors.None;
            if (SystemTrusts) { return true; }
            if (root == null || certificate == null || errors != SslPolicyErrors.RemoteCertificateChainErrors) { return false; }
            X509Chain chain = new X509Chain();
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
            chain.ChainPolicy.ExtraStore.Add(new X509Certificate2(root));
            if (seen != null) { foreach (X509ChainElement element in seen.ChainElements) { chain.ChainPolicy.ExtraStore.Add(element.Certificate); } }
            if (!chain.Build(new X509Certificate2(certificate))) { return false; }
            byte[] last = chain.ChainElements[chain.ChainElements.Count - 1].Certificate.RawData;
            if (last.Length != root.Length) { return false; }
            for (int i = 0; i < last.Length; i++) { if (last[i] != root[i]) { return false; } }
            return true;
        }
    }
}
'@
}

# What DNS says of hosts, all asked at once: table of host to addresses or error.
function Resolve-Hosts {
    param([string[]]$Hosts, [int]$Seconds)
    $tasks = @{}
    foreach ($name in $Hosts) { if (-not $tasks.ContainsKey($name)) { $tasks[$name] = [Net.Dns]::GetHostAddressesAsync($name) } }
    $until = [DateTime]::UtcNow.AddSeconds($Seconds)
    $result = @{}
    foreach ($name in @($tasks.get_Keys())) {
        $task = $tasks[$name]
        $left = [Math]::Max(0, [int]($until - [DateTime]::UtcNow).TotalMilliseconds)
        try {
            if ($task.Wait($left)) { $result[$name] = @{ addresses = @($task.Result | Select-Object -First 8 | ForEach-Object { "$_" }); error = $null } }
            else { $result[$name] = @{ addresses = @(); error = "no answer within $Seconds s" } }
        }
        catch {
            $cause = $_.Exception
            while ($cause.InnerException) { $cause = $cause.InnerException }
            $result[$name] = @{ addresses = @(); error = $(if ($cause -is [Net.Sockets.SocketException]) { "$($cause.SocketErrorCode)" } else { "$($cause.Message)" }) }
        }
    }
    $result
}

# Asks addresses through WinHTTP with its own proxy settings, all at once: for each status or error (HRESULT) and detail, milliseconds;
# timedOut when there was no answer in time.
function Invoke-WinHttp {
    param([string[]]$Urls, [int]$Seconds)
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $asked = @(foreach ($url in $Urls) {
            $one = @{ request = $null; answer = @{ status = $null; error = $null; detail = $null; milliseconds = $null; timedOut = $false } }
            try {
                $one['request'] = New-Object -ComObject 'WinHttp.WinHttpRequest.5.1'
                $one['request'].SetTimeouts(8000, 8000, 8000, 15000)
                $one['request'].Open('GET', $url, $true)
                $one['request'].Send()
            }
            catch { $one['answer']['error'] = '0x{0:X8}' -f $_.Exception.GetBaseException().HResult; $one['answer']['detail'] = $_.Exception.GetBaseException().Message; $one['request'] = $null }
            $one
        })
    foreach ($one in $asked) {
        if ($one['request']) {
            try {
                $left = [Math]::Max(0, $Seconds - [int][Math]::Floor($clock.Elapsed.TotalSeconds))
                if ($one['request'].WaitForResponse($left)) { $one['answer']['status'] = [int]$one['request'].Status; $one['answer']['milliseconds'] = [int]$clock.ElapsedMilliseconds }
                else { $one['answer']['timedOut'] = $true; $one['request'].Abort() }
            }
            catch { $one['answer']['error'] = '0x{0:X8}' -f $_.Exception.GetBaseException().HResult; $one['answer']['detail'] = $_.Exception.GetBaseException().Message; $one['answer']['milliseconds'] = [int]$clock.ElapsedMilliseconds }
        }
        $one['answer']
    }
}

# The certificate that the server of each address shows this PC: subject, issuer, thumbprint, notAfter, or $null.
function Get-ServerCertificates {
    param([string[]]$Urls, [string]$Proxy, [int]$Seconds)
    Add-CollectType
    [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
    $seen = [Baton.ServerCertificate]::Read($Urls, $Proxy, $Seconds * 1000)
    foreach ($one in $seen) { if ($null -eq $one) { @{ seen = $false } } else { @{ seen = $true; subject = $one[0]; issuer = $one[1]; thumbprint = $one[2]; notAfter = $one[3] } } }
}

# Posts evidence, packed, to Baton; Root (DER) is the package's own root. Authorization is the header's whole value ('': none), Certificate
# what proves this PC in the handshake. Answer: status (0: not reached), detail.
function Send-Evidence {
    param([string]$Url, [string]$Authorization, [string]$Json, [byte[]]$Root = $null, $Certificate = $null)
    Add-KitType
    [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
    $memory = New-Object IO.MemoryStream
    $pack = New-Object IO.Compression.GZipStream($memory, [IO.Compression.CompressionMode]::Compress, $true)
    $plain = (New-Object Text.UTF8Encoding($false)).GetBytes($Json)
    try { $pack.Write($plain, 0, $plain.Length) } finally { $pack.Dispose() }
    $bytes = $memory.ToArray()
    $response = $null
    try {
        $request = [Net.WebRequest]::Create($Url)
        $request.Method = 'POST'
        $request.Timeout = 60000
        $request.ReadWriteTimeout = 60000
        $request.KeepAlive = $false
        $request.AllowAutoRedirect = $false
        $request.UserAgent = "BatonKit/$script:KitVersion"
        $request.ServerCertificateValidationCallback = [Baton.PinnedTrust]::new($Root).Callback
        if ($Authorization) { $request.Headers['Authorization'] = $Authorization }
        if ($Certificate) { $null = $request.ClientCertificates.Add($Certificate) }
        $request.Headers['Content-Encoding'] = 'gzip'
        $request.ContentType = 'application/json; charset=utf-8'
        $request.ContentLength = $bytes.Length
        $stream = $request.GetRequestStream()
        try { $stream.Write($bytes, 0, $bytes.Length) } finally { $stream.Dispose() }
        $response = $request.GetResponse()
    }
    catch {
        for ($cause = $_.Exception; $cause; $cause = $cause.InnerException) { if ($cause -is [Net.WebException] -and $cause.Response) { $response = $cause.Response; break } }
        if (-not $response) { return @{ status = 0; detail = $_.Exception.Message } }
    }
    try { @{ status = [int]$response.StatusCode; detail = '' } } finally { $response.Dispose() }
}

# The certificate with this thumbprint and its private key: that of a device enrollment is the PC's, that of a full one its user's.
# $null when neither store has it.
function Find-DeviceCertificate {
    param([string]$Thumbprint)
    foreach ($location in 'LocalMachine', 'CurrentUser') {
        $store = New-Object Security.Cryptography.X509Certificates.X509Store('My', $location)
        try {
            $store.Open('ReadOnly, OpenExistingOnly')
            foreach ($certificate in $store.Certificates.Find('FindByThumbprint', $Thumbprint, $false)) { if ($certificate.HasPrivateKey) { return $certificate } }
        }
        catch { continue }
        finally { $store.Close() }
    }
    $null
}

# What setup.ps1 handed over in the environment of this process; taken out at once, so that no further process gets it.
function Get-HandedPin {
    "$env:BATON_PIN"
    $env:BATON_PIN = $null
}

# -- the daily task

# Command is one line of PowerShell without a double quotation mark.
function Register-DailyTask {
    param([string]$Command)
    $powershell = Join-Path $env:windir 'System32\WindowsPowerShell\v1.0\powershell.exe'
    $run = New-ScheduledTaskAction -Execute $powershell -Argument "-NoProfile -NonInteractive -WindowStyle Hidden -ExecutionPolicy Bypass -Command `"$Command`""
    $daily = New-ScheduledTaskTrigger -Daily -At '11:00' -RandomDelay (New-TimeSpan -Hours 4)
    $system = New-ScheduledTaskPrincipal -UserId 'S-1-5-18' -LogonType ServiceAccount -RunLevel Highest
    $settings = New-ScheduledTaskSettingsSet -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -StartWhenAvailable -Hidden -MultipleInstances IgnoreNew -ExecutionTimeLimit (New-TimeSpan -Minutes 30)
    $null = Register-ScheduledTask -TaskName 'Evidence' -TaskPath '\Baton\' -Action $run -Trigger $daily -Principal $system -Settings $settings -Force -ErrorAction Stop
}

function Unregister-DailyTask {
    if (Get-ScheduledTask -TaskName 'Evidence' -TaskPath '\Baton\' -ErrorAction SilentlyContinue) { Unregister-ScheduledTask -TaskName 'Evidence' -TaskPath '\Baton\' -Confirm:$false -ErrorAction Stop }
}

#endregion adapter

#region parts: each reads one part of the evidence, in the runspace beside; what it throws is why the part was not read

function Read-Context {
    $account = Get-Account
    $bits = Get-Bitness
    [ordered]@{ read = $true; account = Get-Line $account['account']; sid = Get-Line $account['sid']; system = $account['sid'] -eq 'S-1-5-18'; elevated = [bool](Test-Administrator)
        processBits = $bits['process']; systemBits = $bits['system']; languageMode = Get-LanguageMode; powershell = Get-Line (Get-PowerShellVersion) 64 }
}

function Read-Pc {
    $pc = Get-Computer
    [ordered]@{ read = $true; name = Get-Line (Get-ComputerName) 256; domain = Get-Line $pc['domain'] 256; uuid = Get-Line $pc['uuid'] 64; serial = Get-Line $pc['serial'] 256; maker = Get-Line $pc['maker'] 256
        model = Get-Line $pc['model'] 256; consoleUser = Get-Line $pc['consoleUser'] 512 }
}

function Read-Os {
    $os = (Get-CimValues 'root\cimv2' 'Win32_OperatingSystem' @('Caption', 'Version', 'OperatingSystemSKU', 'ProductType', 'LastBootUpTime'))[0]
    $current = Get-RegistryValues 'SOFTWARE\Microsoft\Windows NT\CurrentVersion'
    if (-not $current) { $current = @{} }
    $culture = Get-CultureNames
    $pages = Get-CodePages
    [ordered]@{ read = $true; caption = Get-Line $os['Caption'] 256; version = Get-Line $os['Version'] 64; ubr = $current['UBR']; edition = [int]$os['OperatingSystemSKU']; editionId = Get-TextOrNull $current['EditionID'] 64
        displayVersion = Get-TextOrNull $(if ($current['DisplayVersion']) { $current['DisplayVersion'] } else { $current['ReleaseId'] }) 64; productType = [int]$os['ProductType']; installationType = Get-TextOrNull $current['InstallationType'] 64
        lastBootAt = $os['LastBootUpTime']; locale = Get-Line $culture['locale'] 64; uiLanguage = Get-Line $culture['uiLanguage'] 64; ansiCodePage = $pages['ansi']; oemCodePage = $pages['oem'] }
}

function Read-Clock { [ordered]@{ read = $true; utc = Format-Utc (Get-Now); timeZone = Get-Line (Get-TimeZoneName) 128; biasMinutes = Get-UtcBias } }

function Get-Line { param($Value, [int]$Length = 1024) ConvertTo-Line "$Value" $Length }

# The code pages of Windows: ansi and oem.
function Get-CodePages {
    $page = Get-RegistryValues 'SYSTEM\CurrentControlSet\Control\Nls\CodePage'
    $read = { param($name, $other) $number = 0; if ($page -and [int]::TryParse("$($page[$name])", [ref]$number) -and $number -gt 0) { $number } else { $other } }
    @{ ansi = (& $read 'ACP' 1252); oem = (& $read 'OEMCP' 437) }
}

# The text of a program's output; at most Length characters of its beginning.
function ConvertFrom-Output {
    param([byte[]]$Bytes, [int]$Length)
    $first = New-Object byte[] ([Math]::Min(4, $Bytes.Length))
    [array]::Copy($Bytes, $first, $first.Length)
    $text = ConvertFrom-Bytes $Bytes (Get-TextEncoding $first $Bytes) (Get-CodePages)['oem']
    if ($text.Length -gt $Length) { $text.Substring(0, $Length) } else { $text }
}

function Read-JoinStateSystem {
    $account = Get-Account
    if ($account['sid'] -ne 'S-1-5-18') { throw 'NEEDS_SYSTEM: dsregcmd tells about SYSTEM only when SYSTEM runs it' }
    $run = Invoke-Program ((Get-SystemFolder) + '\dsregcmd.exe') '/status' 30
    [ordered]@{ read = $true; account = Get-Line $account['account']; exitCode = $run['exitCode']; text = ConvertFrom-Output $run['bytes'] 65536 }
}

function Read-JoinStateUser {
    $account = Get-Account
    $program = (Get-SystemFolder) + '\dsregcmd.exe'
    if ($account['sid'] -ne 'S-1-5-18') {
        $run = Invoke-Program $program '/status' 30
        $run['account'] = $account['account']
    }
    else {
        $run = Invoke-InUserSession $program '/status' 30
        if (-not $run) { throw 'NO_USER: nobody is signed in' }
    }
    [ordered]@{ read = $true; account = Get-Line $run['account']; exitCode = $run['exitCode']; text = ConvertFrom-Output $run['bytes'] 65536 }
}

# Those of the named values that a key has: texts and numbers as Windows has them.
function Select-Values {
    param($Values, [string[]]$Names)
    $result = [ordered]@{}
    if ($Values) { foreach ($name in $Names) { if ($Values.ContainsKey($name) -and $null -ne $Values[$name]) { $result[$name] = if ($Values[$name] -is [int] -or $Values[$name] -is [long]) { $Values[$name] } else { Get-Line $Values[$name] } } } }
    $result
}

function Read-Enrollments {
    $root = 'SOFTWARE\Microsoft\Enrollments'
    $id = '^\{?[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?$'
    $names = @(Get-RegistryKeyNames $root | Where-Object { $_ -match $id })
    $wanted = 'ProviderID', 'EnrollmentState', 'EnrollmentType', 'UPN', 'DiscoveryServiceFullURL', 'AADResourceID', 'AADTenantID', 'AADOpaqueID', 'IsFederated', 'SID', 'RenewStatus', 'RenewErrorCode', 'RenewTimestamp'
    $keys = @(foreach ($name in @($names | Select-Object -First 100)) {
            $linked = @()
            foreach ($below in @('') + @(Get-RegistryKeyNames "$root\$name\LinkedEnrollment")) {
                $values = Get-RegistryValues "$root\$name\LinkedEnrollment$(if ($below) { "\$below" })"
                foreach ($text in @($below) + @(if ($values) { $values.get_Values() })) { if ($text -is [string] -and $text -match $id) { $linked += ConvertTo-EnrollmentId $text } }
            }
            [ordered]@{ id = ConvertTo-EnrollmentId $name; values = Select-Values (Get-RegistryValues "$root\$name") $wanted; linked = @($linked | Select-Object -Unique -First 8) }
        })
    $omadm = 'SOFTWARE\Microsoft\Provisioning\OMADM\Accounts'
    $accountNames = @(Get-RegistryKeyNames $omadm | Where-Object { $_ -match $id })
    $accounts = @(foreach ($name in @($accountNames | Select-Object -First 100)) {
            [ordered]@{ id = ConvertTo-EnrollmentId $name; values = Select-Values (Get-RegistryValues "$omadm\$name\Protected\ConnInfo") @('ServerLastAccessTime', 'ServerLastSuccessTime', 'ServerLastFailureTime') }
        })
    $taskNames = @(Get-RegistryKeyNames 'SOFTWARE\Microsoft\Windows NT\CurrentVersion\Schedule\TaskCache\Tree\Microsoft\Windows\EnterpriseMgmt' | Where-Object { $_ -match $id })
    $more = [Math]::Max(0, $names.Count - 100) + [Math]::Max(0, $accountNames.Count - 100) + [Math]::Max(0, $taskNames.Count - 100)
    [ordered]@{ read = $true; keys = $keys; accounts = $accounts; tasks = @($taskNames | Select-Object -First 100 | ForEach-Object { ConvertTo-EnrollmentId $_ }); more = $more }
}

# One value of a key as the evidence has it. What its name calls a secret is not taken.
function ConvertTo-RegistryValue {
    param([hashtable]$Value)
    $data = $Value['data']
    $type = switch ("$($Value['type'])") { 'String' { 'string' } 'ExpandString' { 'expand' } 'DWord' { 'dword' } 'QWord' { 'qword' } 'MultiString' { 'multi' } 'Binary' { 'binary' } default { 'other' } }
    $kept = switch ($type) {
        'dword' { [long]$data -band 4294967295L }
        'qword' { if ([long]$data -lt 0) { "$([BitConverter]::ToUInt64([BitConverter]::GetBytes([long]$data), 0))" } else { [long]$data } }
        'multi' { , @(@($data) | Select-Object -First 50 | ForEach-Object { Get-Line $_ }) }
        'binary' { $bytes = [byte[]]$data; [BitConverter]::ToString($bytes, 0, [Math]::Min(256, $bytes.Length)) -replace '-', '' }
        'other' { $null }
        default { Get-Line $data }
    }
    if ($Value['name'] -match 'password|passwd|secret|token|psk|credential|(^|[a-z])pin$' -and $type -ne 'dword') { $type = 'string'; $kept = '[cut]' }
    [ordered]@{ name = Get-Line $Value['name'] 256; type = $type; data = $kept }
}

function Get-RegistryList {
    $list = @('CCM', 'CCM\Security', 'CCM\Logging\@Global', 'CCMSetup', 'SMS\Mobile Client', 'SMS\DP', 'DeviceManageabilityCSP\Provider\MS DM Server', 'Enrollments', 'Windows\CurrentVersion\MDM',
        'Windows\Autopilot\EnrollmentStatusTracking\Device\DevicePreparation\PolicyProviders\ConfigMgr', 'Windows\CurrentVersion\CDJ', 'Windows\CurrentVersion\CDJ\AAD', 'IntuneManagementExtension\Settings', 'Provisioning\Diagnostics\Autopilot',
        'Windows\CurrentVersion\WINEVT\Channels\Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin', 'Windows\CurrentVersion\Internet Settings\WinHttp') | ForEach-Object { "SOFTWARE\Microsoft\$_" }
    $list += @('CurrentVersion\MDM', 'WorkplaceJoin', 'WindowsUpdate', 'WindowsUpdate\AU', 'CurrentVersion\Internet Settings', 'BITS', 'PowerShell', 'Safer\CodeIdentifiers') | ForEach-Object { "SOFTWARE\Policies\Microsoft\Windows\$_" }
    $list += 'SOFTWARE\Policies\Microsoft\W32time\Parameters', 'SOFTWARE\Policies\Microsoft\SystemCertificates\Root\ProtectedRoots', 'SYSTEM\CurrentControlSet\Services\W32Time\Parameters'
    $list += @('LANDesk\ManagementSuite\WinClient', 'WOW6432Node\LANDesk\ManagementSuite\WinClient', 'WOW6432Node\Intel\LANDesk\Common Api', 'WOW6432Node\Intel\LANDesk\LDWM', 'Ivanti\EPM', 'WOW6432Node\Ivanti\EPM') | ForEach-Object { "SOFTWARE\$_" }
    $list
}

function Read-Registry {
    $list = @(Get-RegistryList)
    $keys = @()
    foreach ($root in 'JoinInfo', 'TenantInfo') {
        $parent = "SYSTEM\CurrentControlSet\Control\CloudDomainJoin\$root"
        $below = @(Read-Safely { Get-RegistryKeyNames $parent } @{ key = "HKLM\$parent" })
        if ($below.Count -eq 1 -and $below[0] -is [System.Collections.IDictionary]) { $keys += $below[0] }
        else { $list += $parent; $list += @($below | Where-Object { $_ } | Select-Object -First 20 | ForEach-Object { "$parent\$_" }) }
    }
    foreach ($key in $list) {
        $keys += Read-Safely {
            $values = Get-TypedValues $key
            [ordered]@{ read = $true; key = "HKLM\$key"; exists = $null -ne $values; values = @($values | Where-Object { $_ } | Sort-Object -Property { $_['name'] } | Select-Object -First 100 | ForEach-Object { ConvertTo-RegistryValue $_ }) }
        } @{ key = "HKLM\$key" }
    }
    [ordered]@{ read = $true; keys = @($keys) }
}

function Read-GroupPolicy {
    $root = 'SOFTWARE\Microsoft\Windows\CurrentVersion\Group Policy\State\Machine\GPO-List'
    $names = @(Get-RegistryKeyNames $root)
    $applied = @(foreach ($name in @($names | Select-Object -First 200)) {
            $values = Get-RegistryValues "$root\$name"
            if ($values) { [ordered]@{ id = Get-Line $values['GPOName'] 64; name = Get-Line $values['DisplayName'] 256 } }
        })
    [ordered]@{ read = $true; applied = $applied; more = [Math]::Max(0, $names.Count - 200) }
}

function Read-Services {
    $known = 'CcmExec', 'ccmsetup', 'smstsmgr', 'CmRcService', 'dmwappushservice', 'DmEnrollmentSvc', 'IntuneManagementExtension', 'WinHttpAutoProxySvc', 'W32Time', 'wuauserv', 'BITS', 'CryptSvc', 'Winmgmt', 'Schedule', 'wlidsvc', 'TokenBroker', 'WpnService', 'CBA8'
    $all = @{}
    $found = Get-CimValues 'root\cimv2' 'Win32_Service' @('Name', 'State', 'StartMode')
    foreach ($service in $found) { $all["$($service['Name'])"] = $service }
    $names = @($known) + @($all.get_Keys() | Where-Object { $_ -match '^(LANDesk|Ivanti)' } | Sort-Object | Select-Object -First 40)
    [ordered]@{ read = $true; list = @(foreach ($name in $names) { $service = $all[$name]; [ordered]@{ name = Get-Line $name 256; exists = $null -ne $service; state = Get-TextOrNull $(if ($service) { $service['State'] }) 32; startMode = Get-TextOrNull $(if ($service) { $service['StartMode'] }) 32 } }) }
}

function Read-Tasks {
    # a user does not see SYSTEM's tasks: that would be no absence
    Assert-Administrator
    $list = @(@('\Baton\', 'Setup'), @('\Baton\', 'Evidence'), @('\Microsoft\Windows\EnterpriseMgmt\', 'Schedule created by enrollment client for automatically enrolling in MDM from AAD'), @('\Microsoft\Configuration Manager\', 'Configuration Manager Health Evaluation'))
    [ordered]@{ read = $true; list = @(foreach ($entry in $list) {
                $task = Get-TaskFacts $entry[0] $entry[1]
                if (-not $task) { $task = @{} }
                [ordered]@{ path = $entry[0] + $entry[1]; exists = $task.Count -gt 0; state = Get-TextOrNull $task['state'] 32; lastRunAt = $task['lastRun']; lastResult = $(if ($null -ne $task['lastResult']) { [long]$task['lastResult'] -band 4294967295L }); nextRunAt = $task['nextRun'] }
            }) }
}

# -- ConfigMgr and EPM

# Where the ConfigMgr client writes its logs.
function Get-CmLogFolder {
    $logging = Get-RegistryValues 'SOFTWARE\Microsoft\CCM\Logging\@Global'
    if ($logging -and "$($logging['LogDirectory'])" -match '^[A-Za-z]:\\') { "$($logging['LogDirectory'])".TrimEnd('\') } else { (Get-WindowsFolder) + '\CCM\Logs' }
}

function Read-CmInstallation {
    $folder = (Get-CmLogFolder) -replace '\\[^\\]*$', ''
    $namespaces = Get-CimValues 'root\ccm' '__NAMESPACE' @('Name')
    [ordered]@{ read = $true; folder = Get-Line $folder; folderExists = [bool](Test-Folder $folder); executableExists = [bool](Test-File "$folder\CcmExec.exe"); setupFolderExists = [bool](Test-Folder ((Get-WindowsFolder) + '\ccmsetup')); namespaceExists = $null -ne $namespaces }
}

function Read-CmClient {
    $version = Get-CimValues 'root\ccm' 'SMS_Client' @('ClientVersion')
    $client = Get-CimValues 'root\ccm' 'CCM_Client' @('ClientId', 'PreviousClientId')
    $site = if ($version) { try { Get-AssignedSite } catch { '' } } else { '' }
    $first = @($client | Where-Object { $_ })
    $one = if ($first.Count) { $first[0] } else { @{} }
    [ordered]@{ read = $true; exists = $null -ne $version; version = Get-TextOrNull $(if ($version) { $version[0]['ClientVersion'] }) 64; clientId = Get-TextOrNull $one['ClientId'] 128; previousClientId = Get-TextOrNull $one['PreviousClientId'] 128; siteCode = Get-TextOrNull $site 16 }
}

function Read-CmAuthority {
    $found = Get-CimValues 'root\ccm' 'SMS_Authority' @('Name', 'CurrentManagementPoint')
    $one = @{}
    foreach ($authority in @($found | Where-Object { $_ })) { if (-not $one.Count -or $authority['CurrentManagementPoint']) { $one = $authority } }
    [ordered]@{ read = $true; exists = $null -ne $found; name = Get-TextOrNull $one['Name'] 64; managementPoint = Get-TextOrNull $one['CurrentManagementPoint'] 512 }
}

function Read-CmManagementPoints {
    $found = Get-CimValues 'root\ccm\LocationServices' 'SMS_ActiveMPCandidate' @('MP', 'Type', 'Protocol')
    [ordered]@{ read = $true; exists = $null -ne $found; list = @($found | Where-Object { $_ -and $_['MP'] } | Select-Object -First 20 | ForEach-Object { [ordered]@{ name = Get-Line $_['MP'] 512; type = Get-Line $_['Type'] 64; protocol = Get-TextOrNull $_['Protocol'] 16 } }) }
}

function Read-CmSystem {
    $found = Get-CimValues 'root\ccm\InvAgt' 'CCM_System' @('CoManaged', 'ComgmtWorkloads')
    $one = @{}
    foreach ($system in @($found | Where-Object { $_ })) { $one = $system }
    [ordered]@{ read = $true; exists = $null -ne $found; CoManaged = $(if ($null -ne $one['CoManaged']) { [bool]$one['CoManaged'] }); ComgmtWorkloads = $(if ($null -ne $one['ComgmtWorkloads']) { [long]$one['ComgmtWorkloads'] }) }
}

function Read-CmBaselines {
    $found = Get-CimValues 'root\ccm\dcm' 'SMS_DesiredConfiguration' @('Name', 'DisplayName', 'Version', 'LastComplianceStatus', 'LastEvalTime')
    $all = @($found | Where-Object { $_ })
    $ours = @($all | Where-Object { "$($_['DisplayName'])" -like 'CoMgmtSettings*' })
    [ordered]@{ read = $true; exists = $null -ne $found; list = @($ours | Sort-Object -Property { "$($_['DisplayName'])" } | Select-Object -First 40 | ForEach-Object {
                [ordered]@{ name = Get-Line $_['Name'] 256; displayName = Get-Line $_['DisplayName'] 128; version = Get-TextOrNull $_['Version'] 32; lastComplianceStatus = $(if ($null -ne $_['LastComplianceStatus']) { [int]$_['LastComplianceStatus'] }); lastEvaluatedAt = $(if ("$($_['LastEvalTime'])" -match '^\d{4}-\d\d-\d\dT') { $_['LastEvalTime'] }) }
            }); others = $all.Count - $ours.Count }
}

function Read-CmCoManagement {
    $space = 'root\ccm\policy\Machine'
    $class = 'CCM_CoMgmt_Configuration'
    $values = [ordered]@{}
    $found = Get-CimValues $space $class @('MDMEnrollmentUrl')
    if ($null -ne $found) {
        $names = @(Get-CimNames $space $class 'MDM' | Sort-Object | Select-Object -First 20)
        foreach ($one in @((Get-CimValues $space $class $names) | Where-Object { $_ } | Select-Object -First 1)) { foreach ($name in $names) { if ($null -ne $one[$name]) { $values[$name] = if ($one[$name] -is [string] -or $one[$name] -is [bool]) { Get-Line $one[$name] } else { $one[$name] } } } }
    }
    [ordered]@{ read = $true; exists = $null -ne $found; values = $values }
}

function Get-EpmFolders { foreach ($root in @(Get-ProgramFiles | Where-Object { $_ } | Select-Object -Unique)) { "$root\LANDesk\LDClient"; "$root\LANDesk\Shared Files"; "$root\Ivanti\EPM Agent" } }

function Read-Epm {
    $api = Get-RegistryValues 'SOFTWARE\WOW6432Node\Intel\LANDesk\Common Api'
    [ordered]@{ read = $true; folders = @(Get-EpmFolders | ForEach-Object { [ordered]@{ path = Get-Line $_; exists = [bool](Test-Folder $_) } }); uniqueId = Get-TextOrNull $(if ($api) { $api['UniqueID'] }) 128 }
}

# -- network

# Internet Settings of one account.
function Get-InternetSettings {
    param([string]$Sid, [string]$Account)
    $key = 'Software\Microsoft\Windows\CurrentVersion\Internet Settings'
    $values = Get-UserValues $Sid $key
    if ($null -eq $values) { throw "NOT_THERE: the settings of $Account are not loaded" }
    $connections = Get-UserValues $Sid "$key\Connections"
    $flags = if ($connections -and $connections['DefaultConnectionSettings'] -is [array] -and $connections['DefaultConnectionSettings'].Length -gt 8) { [int]$connections['DefaultConnectionSettings'][8] } else { -1 }
    [ordered]@{ read = $true; account = Get-Line $Account; enabled = "$($values['ProxyEnable'])" -eq '1'; server = Get-TextOrNull $values['ProxyServer']; bypass = Get-TextOrNull $values['ProxyOverride']; autoConfigUrl = Get-TextOrNull $values['AutoConfigURL']
        autoDetect = $(if ($flags -ge 0) { [bool]($flags -band 8) }) }
}

function Read-ProxyUser {
    $account = Get-Account
    if ($account['sid'] -ne 'S-1-5-18') { return (Get-InternetSettings $account['sid'] $account['account']) }
    $user = "$((Get-Computer)['consoleUser'])"
    if (-not $user) { throw 'NO_USER: nobody is signed in' }
    $sid = Get-AccountSid $user
    if (-not $sid) { throw "NOT_THERE: $user has no SID here" }
    Get-InternetSettings $sid $user
}

function Read-ProxySystem { Get-InternetSettings 'S-1-5-18' 'NT AUTHORITY\SYSTEM' }

function Read-ProxyWinHttp {
    $connections = Get-RegistryValues 'SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections'
    $settings = ConvertFrom-WinHttpSettings $(if ($connections) { $connections['WinHttpSettings'] })
    $text = ConvertFrom-Output (Invoke-Program ((Get-SystemFolder) + '\netsh.exe') 'winhttp show proxy' 10)['bytes'] 4096
    [ordered]@{ read = $true; access = $settings['access']; server = $settings['server']; bypass = $settings['bypass']; text = $text }
}

function Read-ProxyWpad {
    $tcp = Get-RegistryValues 'SYSTEM\CurrentControlSet\Services\Tcpip\Parameters'
    $suffix = if ($tcp) { @("$($tcp['Domain'])", "$($tcp['DhcpDomain'])") | Where-Object { $_ } | Select-Object -First 1 } else { '' }
    $name = if ($suffix) { "wpad.$suffix" } else { 'wpad' }
    $winhttp = Get-RegistryValues 'SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp'
    $found = (Resolve-Hosts @($name) 10)[$name]
    [ordered]@{ read = $true; name = Get-Line $name 256; addresses = @($found['addresses']); disabled = [bool]($winhttp -and "$($winhttp['DisableWpad'])" -eq '1') }
}

function Read-Reachability {
    param([object[]]$Addresses, [string]$Proxy, [string]$Account)
    $kept = @($Addresses | Select-Object -First 40)
    $hosts = @($kept | ForEach-Object { Get-UrlHost $_['url'] } | Select-Object -Unique)
    $resolved = Resolve-Hosts $hosts 10
    $answers = @(Invoke-WinHttp @($kept | ForEach-Object { $_['url'] }) 20)
    $secure = @($kept | Where-Object { $_['url'] -like 'https:*' } | ForEach-Object { ([Uri]$_['url']).GetLeftPart('Authority') } | Select-Object -Unique)
    $certificates = @{}
    $shown = @(try { Get-ServerCertificates $secure $Proxy 15 } catch { @() })
    for ($at = 0; $at -lt $shown.Length; $at++) { $certificates[$secure[$at]] = $shown[$at] }
    $tests = @(for ($at = 0; $at -lt $kept.Length; $at++) {
            $one = $kept[$at]
            $answer = $answers[$at]
            if ($answer['timedOut']) { [ordered]@{ read = $false; reason = 'TIME_LIMIT'; detail = 'no answer within 20 s'; purpose = $one['purpose']; url = Get-Line $one['url'] 2048 }; continue }
            $dns = $resolved[(Get-UrlHost $one['url'])]
            $seen = $certificates[([Uri]$one['url']).GetLeftPart('Authority')]
            $certificate = if ($seen -and $seen['seen']) { [ordered]@{ subject = Get-Line $seen['subject'] 512; issuer = Get-Line $seen['issuer'] 512; thumbprint = Get-Line $seen['thumbprint'] 64; notAfter = $seen['notAfter'] } } else { $null }
            [ordered]@{ read = $true; purpose = $one['purpose']; url = Get-Line $one['url'] 2048; addresses = @($dns['addresses']); dnsError = Get-TextOrNull $dns['error'] 256; status = $answer['status']; error = $answer['error']
                detail = Get-TextOrNull $answer['detail'] 256; certificate = $certificate; milliseconds = $answer['milliseconds'] }
        })
    [ordered]@{ read = $true; account = Get-Line $Account; tests = $tests; more = [Math]::Max(0, $Addresses.Length - 40) }
}

# -- logs and events

# The logs to read: path, share (how many parts of all log bytes), rollover.
function Get-LogList {
    $cm = Get-CmLogFolder
    $shares = [ordered]@{ CoManagementHandler = 5; ClientIDManagerStartup = 3; LocationServices = 3; CcmMessaging = 2; execmgr = 3; CAS = 2; Scripts = 2; ClientLocation = 1; ComplRelayAgent = 1; CIAgent = 1; DCMAgent = 1; DCMReporting = 1; WUAHandler = 1; UpdatesDeployment = 1
        UpdatesHandler = 1; ContentTransferManager = 1; DataTransferService = 2; PolicyAgent = 2; PolicyEvaluator = 1; PolicyAgentProvider = 1; ADALOperationProvider = 1; CcmNotificationAgent = 1; CcmEval = 1; InternetProxy = 1 }
    foreach ($name in $shares.get_Keys()) { @{ folder = $cm; name = "$name.log"; share = $shares[$name] } }
    @{ folder = (Get-WindowsFolder) + '\ccmsetup\Logs'; name = 'ccmsetup.log'; share = 2 }
    $data = Get-ProgramData
    @{ folder = "$data\Baton\Logs"; name = 'setup.log'; share = 3 }
    @{ folder = "$data\Microsoft\IntuneManagementExtension\Logs"; name = 'IntuneManagementExtension.log'; share = 2 }
    $agent = @(foreach ($folder in @(@(Get-EpmFolders) + @(Get-EpmFolders | ForEach-Object { "$_\Data" }) + "$data\LANDesk\Log" + "$data\Ivanti\Log" + "$data\Ivanti\EPM Agent\Logs")) {
            foreach ($file in @(Get-Files $folder)) { if ($file -and $file['name'] -match '^[^\\/]+\.log$') { @{ folder = $folder; name = $file['name']; share = 1; modified = $file['modified'] } } }
        })
    $agent | Sort-Object -Property @{ Expression = { $_['modified'] }; Descending = $true } | Select-Object -First 12
}

# One log with its rollovers, the older first, in Bytes altogether.
function Read-Log {
    param([string]$Folder, [string]$Name, [int]$Bytes)
    $pages = Get-CodePages
    $newest = Read-LogFile "$Folder\$Name" $Bytes $pages['ansi']
    $left = $Bytes - $(if ($newest['exists']) { [Math]::Min($Bytes, $newest['size']) } else { 0 })
    $older = @()
    foreach ($file in @(Get-Rollovers $Name @(Get-Files $Folder))) {
        if ($left -lt 1024 -or $older.Length -ge 3) { break }
        $path = "$Folder\$($file['name'])"
        $older = @(Read-Safely { Read-LogFile $path $left $pages['ansi'] } @{ path = $path }) + $older
        $left -= $file['size']
    }
    @($older) + $newest
}

function Read-LogFile {
    param([string]$Path, [int]$Bytes, [int]$CodePage)
    $tail = Read-Tail $Path $Bytes
    if (-not $tail['exists']) { return [ordered]@{ read = $true; path = $Path; exists = $false; size = 0; modifiedAt = $null; encoding = $null; offset = 0; text = '' } }
    $end = ConvertFrom-Tail $tail $CodePage
    [ordered]@{ read = $true; path = $Path; exists = $true; size = $tail['size']; modifiedAt = Format-Utc $tail['modified']; encoding = $end['encoding']; offset = $end['offset']; text = $end['text'] }
}

function Read-Channel {
    param([string]$Channel)
    $found = Get-ChannelRecords $Channel 101
    $records = @($found['records'])
    $kept = @($records | Select-Object -Last 100 | ForEach-Object { $text = "$($_['text'])"; [ordered]@{ id = $_['id']; level = $_['level']; time = $_['time']; provider = Get-Line $_['provider'] 256; text = $(if ($text.Length -gt 2000) { $text.Substring(0, 2000) } else { $text }) } })
    [ordered]@{ read = $true; channel = $Channel; exists = [bool]$found['exists']; enabled = $found['enabled']; records = $kept; more = $records.Length - $kept.Length }
}

function Read-BitLocker {
    $volumes = @(Get-BitLockerVolumes)
    [ordered]@{ read = $true; volumes = @(foreach ($volume in @($volumes | Where-Object { $_ } | Select-Object -First 26)) {
                Read-Safely {
                    $types = @(Get-ProtectorTypes $volume['id'] | ForEach-Object { Get-ProtectorName $_ } | Select-Object -Unique)
                    [ordered]@{ read = $true; mount = Get-Line $volume['mount'] 16; protection = $(switch ($volume['status']) { 0 { 'off' } 1 { 'on' } default { 'unknown' } }); protectors = $types }
                } @{ mount = Get-Line $volume['mount'] 16 }
            }) }
}

# -- Baton's own files, which administrators alone may read

function Get-BatonPath { param([string]$Name) (Get-ProgramData) + '\Baton\' + $Name }

function Assert-Administrator { if (-not (Test-Administrator)) { throw 'NEEDS_ADMINISTRATOR: administrators alone can read it' } }

# The folders of the packages on this PC, the one copied last first.
function Get-PackageFolders {
    $root = Get-BatonPath 'Package'
    @(Get-FolderNames $root | Where-Object { (Test-Uuid $_) -and (Test-File "$root\$_\package.json") } | Sort-Object -Property @{ Expression = { Get-FileTime "$root\$_\package.json" }; Descending = $true }, @{ Expression = { $_ } } | ForEach-Object { "$root\$_" })
}

function Read-BatonPackages {
    Assert-Administrator
    [ordered]@{ read = $true; list = @(foreach ($folder in @(Get-PackageFolders | Select-Object -First 20)) {
                Read-Safely {
                    $package = ConvertFrom-PackageText (Read-TextFile "$folder\package.json")
                    [ordered]@{ read = $true; id = $package['packageId'].ToLowerInvariant(); name = Get-Line $package['name'] 256; platform = $package['platform']; kit = Get-Line $package['kit'] 16; enrollment = Get-Line $package['enrollment'] 2048
                        discoveryUrl = Get-Line $package['discoveryUrl'] 2048; expiresAt = Format-Utc $package['expires']; copiedAt = Format-Utc (Get-FileTime "$folder\package.json"); pin = [bool](Test-File "$folder\pin.txt"); sharedPpkg = [bool](Test-File "$folder\shared.ppkg") }
                } @{ id = ($folder -replace '^.*\\', '').ToLowerInvariant() }
            }) }
}

# setup.ps1's saved state as a table; $null when there is none.
function Get-SetupState {
    $path = Get-BatonPath 'State\state.json'
    if (Test-File $path) { ConvertFrom-JsonText (Read-TextFile $path) }
}

function Read-BatonState {
    Assert-Administrator
    $state = Get-SetupState
    $exists = $null -ne $state
    if ($state -isnot [hashtable]) { $state = @{} }
    foreach ($name in 'claim', 'outcome', 'retry') { if ($state[$name] -isnot [hashtable]) { $state[$name] = @{} } }
    [ordered]@{ read = $true; exists = $exists; claimId = Get-TextOrNull $state['claim']['claimId'] 64; claimEnded = $(if ($state['claim'].Count) { [bool]$state['claim']['ended'] }); packageId = Get-TextOrNull $state['claim']['packageId'] 64
        outcome = Get-TextOrNull $state['outcome']['kind'] 32; outcomeReason = Get-TextOrNull $state['outcome']['reason'] 64; retryAt = Get-TextOrNull $state['retry']['at'] 32; retryReason = Get-TextOrNull $state['retry']['reason'] 64 }
}

function Get-PcEnrollment {
    $root = 'SOFTWARE\Microsoft\Enrollments'
    $entries = @()
    foreach ($id in @(Get-RegistryKeyNames $root | Where-Object { $_ -match '^\{?[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?$' })) {
        $values = Get-RegistryValues "$root\$id"
        if ($null -eq $values) { continue }
        $linked = Get-RegistryValues "$root\$id\LinkedEnrollment"
        $named = if ($linked) { @($linked.Values | Where-Object { "$_" -match '^\{?[0-9A-Fa-f-]{36}\}?$' }) } else { @() }
        $entries += @{ id = $id; providerId = $values['ProviderID']; upn = $values['UPN']; discoveryUrl = $values['DiscoveryServiceFullURL']; linked = $named }
    }
    $accounts = @(Get-RegistryKeyNames 'SOFTWARE\Microsoft\Provisioning\OMADM\Accounts')
    $tasks = @(Get-RegistryKeyNames 'SOFTWARE\Microsoft\Windows NT\CurrentVersion\Schedule\TaskCache\Tree\Microsoft\Windows\EnterpriseMgmt' | Where-Object { $_ -match '^\{?[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?$' })
    Get-RealEnrollment $entries $accounts $tasks
}

# PINs and the claim token on this PC, so that they can be cut wherever they stand.
function Get-KnownSecrets {
    if ($script:Run['pin']) { $script:Run['pin']['pin'] }
    if (-not (Test-Administrator)) { return }
    foreach ($folder in @(Get-PackageFolders)) { if (Test-File "$folder\pin.txt") { $raw = (Read-TextFile "$folder\pin.txt" 1024).Trim(); $raw; ($raw -replace '[\s-]', '').ToUpperInvariant() } }
    $state = Get-SetupState
    if ($state -is [hashtable] -and $state['claim'] -is [hashtable]) { foreach ($name in 'token', 'secret') { if ($state['claim'][$name]) { "$($state['claim'][$name])" } } }
}

#endregion parts

#region steps

# What one run knows: language, the parameters, the time until which parts may be begun.
$script:Run = @{}

# Ends the run: Invoke-Collect turns this into one line of text and an exit code.
function Stop-Collect {
    param([int]$Code, [string]$Text, [hashtable]$Values = @{})
    throw @{ batonEnd = $true; code = $Code; text = $Text; values = $Values }
}

# What a function reads in its time, which ends with that of the whole run; or why it was not read.
function Read-InTime {
    param([string]$Function, [double]$Seconds, [hashtable]$Arguments = @{}, [hashtable]$Known = @{})
    Read-Safely {
        $at = Get-Now
        $left = [Math]::Min($Seconds, ($script:Run['until'] - $at).TotalSeconds)
        if ($left -lt 1) { throw 'TIME_LIMIT: the time of the whole run was over' }
        $output = @(Invoke-Bounded $Function $Arguments $left)
        if ($output.Length -eq 0) { throw "$Function gave nothing" }
        if ($output.Length -eq 1) { $output[0] } else { $output }
    } $Known
}

function Set-Part {
    param($Evidence, [string]$Path, $Part)
    $names = $Path.Split('.')
    if ($names.Length -eq 1) { $Evidence[$Path] = $Part; return }
    if (-not $Evidence.Contains($names[0])) { $Evidence[$names[0]] = [ordered]@{} }
    $Evidence[$names[0]][$names[1]] = $Part
}

# The addresses to ask, from what was read before.
function Get-AddressFacts {
    param($Evidence)
    $facts = @{ managementPoints = @(); mdmUrl = ''; discoveryUrls = @(); enrollment = ''; discoveryUrl = '' }
    $configmgr = $Evidence['configmgr']
    if ($configmgr['managementPoints']['read']) { $facts['managementPoints'] = @($configmgr['managementPoints']['list'] | Select-Object -First 5) }
    if ($configmgr['authority']['read'] -and $configmgr['authority']['managementPoint']) {
        $own = $configmgr['authority']['managementPoint']
        if (@($facts['managementPoints'] | Where-Object { $_['name'] -eq $own }).Count -eq 0) { $facts['managementPoints'] += @{ name = $own; type = 'Assigned'; protocol = $null } }
    }
    foreach ($state in @($Evidence['joinState']['user'], $Evidence['joinState']['system'])) { if (-not $facts['mdmUrl'] -and $state['read'] -and $state['text'] -match '(?m)^\s*MdmUrl\s*:\s*(https://\S+)') { $facts['mdmUrl'] = $Matches[1] } }
    if ($Evidence['enrollments']['read']) {
        foreach ($key in @($Evidence['enrollments']['keys'])) {
            $url = "$($key['values']['DiscoveryServiceFullURL'])"
            if (-not (Test-HttpsUrl $url)) { continue }
            if ($key['values']['ProviderID'] -eq 'Baton') { $facts['enrollment'] = $url; $facts['discoveryUrl'] = $url }
            elseif ((Get-UrlHost $url) -notmatch '(^|\.)microsoft\.com$') { $facts['discoveryUrls'] += $url }
        }
    }
    $packages = $Evidence['baton']['packages']
    if ($packages['read']) { foreach ($package in @($packages['list'] | Where-Object { $_['read'] } | Select-Object -First 1)) { $facts['enrollment'] = $package['enrollment']; $facts['discoveryUrl'] = $package['discoveryUrl'] } }
    $facts
}

function Read-AllLogs {
    $list = Read-InTime 'Get-LogList' 20
    if ($list -is [System.Collections.IDictionary] -and $list.Contains('read')) { return $list }
    $total = 0
    foreach ($log in @($list)) { $total += $log['share'] }
    $files = @()
    $more = 0
    foreach ($log in @($list)) {
        if ($files.Length -ge 80) { $more++; continue }
        $path = "$($log['folder'])\$($log['name'])"
        foreach ($file in @(Read-InTime 'Read-Log' 15 @{ Folder = $log['folder']; Name = $log['name']; Bytes = [int][Math]::Floor($script:LogBytes * $log['share'] / $total) } @{ path = $path })) { $files += $file }
    }
    if ($files.Length -gt 80) { $more += $files.Length - 80; $files = @($files | Select-Object -First 80) }
    [ordered]@{ read = $true; files = $files; more = $more }
}

function Read-AllEvents {
    $channels = 'Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin', 'Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Enrollment', 'Microsoft-Windows-AAD/Operational', 'Microsoft-Windows-User Device Registration/Admin', 'Microsoft-Windows-Provisioning-Diagnostics-Provider/Admin'
    [ordered]@{ read = $true; channels = @(foreach ($channel in $channels) { Read-InTime 'Read-Channel' 30 @{ Channel = $channel } @{ channel = $channel } }) }
}

# The whole evidence of this PC, with every text free of secrets.
function Read-Evidence {
    $begun = Get-Now
    $script:Run['until'] = $begun.AddSeconds(300)
    $evidence = [ordered]@{ schema = 'baton-evidence'; version = 1; kit = $script:KitVersion; collectedAt = Format-Utc $begun; seconds = 0; language = $script:Run['language']; redacted = $false }
    foreach ($part in $script:Parts) {
        $value = switch ($part[0]) {
            'logs' { Read-AllLogs }
            'events' { Read-AllEvents }
            'reachability' {
                $proxy = if ($evidence['proxies']['winHttp']['read']) { Get-HttpsProxy "$($evidence['proxies']['winHttp']['server'])" } else { '' }
                $account = if ($evidence['context']['read']) { $evidence['context']['account'] } else { '' }
                Read-InTime $part[1] $part[2] @{ Addresses = @(Get-Addresses (Get-AddressFacts $evidence)); Proxy = $proxy; Account = $account }
            }
            default { Read-InTime $part[1] $part[2] }
        }
        Set-Part $evidence $part[0] $value
    }
    $known = @(try { Get-KnownSecrets } catch { @() })
    $null = Edit-Texts $evidence { param($text) Hide-Secrets $text $known } @('schema', 'kit', 'reason')
    $spent = (Get-Now) - $begun
    $evidence['seconds'] = [int][Math]::Min(3600, [Math]::Max(0, $spent.TotalSeconds))
    $evidence
}

# JSON within the bound: the ends of the logs become shorter first, then whole parts go, and say so.
function ConvertTo-BoundedJson {
    param($Evidence)
    $json = ConvertTo-EvidenceJson $Evidence
    for ($try = 0; $try -lt 6; $try++) {
        $over = [Text.Encoding]::UTF8.GetByteCount($json) - $script:MaxBytes
        if ($over -le 0) { return $json }
        if (-not $Evidence['logs']['read']) { break }
        $all = 0
        foreach ($file in @($Evidence['logs']['files'])) { if ($file['read']) { $all += [Text.Encoding]::UTF8.GetByteCount((Format-JsonText $file['text'])) } }
        if ($all -eq 0) { break }
        $keep = [Math]::Max(0.0, ($all - 1.05 * $over) / $all)
        foreach ($file in @($Evidence['logs']['files'])) {
            if (-not $file['read']) { continue }
            $text = Get-LastLines $file['text'] ([int]($file['text'].Length * $keep))
            $file['offset'] = [long]$file['offset'] + [Text.Encoding]::UTF8.GetByteCount($file['text']) - [Text.Encoding]::UTF8.GetByteCount($text)
            $file['text'] = $text
        }
        $json = ConvertTo-EvidenceJson $Evidence
    }
    foreach ($name in 'logs', 'events', 'registry', 'groupPolicy', 'enrollments', 'reachability') {
        if ([Text.Encoding]::UTF8.GetByteCount($json) -le $script:MaxBytes) { break }
        $Evidence[$name] = [ordered]@{ read = $false; reason = 'CUT'; detail = 'left out so that the file keeps its bound' }
        $json = ConvertTo-EvidenceJson $Evidence
    }
    $json
}

# Makes a folder that only SYSTEM and Administrators can read. One that anybody else made may hold anything: it goes first.
function Open-SecureFolder {
    param([string]$Path)
    $security = Get-PathSecurity $Path
    if ($security['exists'] -and -not (Test-Trusted @{ owner = $security['owner']; reparse = $security['reparse'] })) {
        Remove-Tree $Path
        $security = @{ exists = $false }
    }
    if (-not $security['exists']) { New-Folder $Path }
    if (-not $security['exists'] -or $security['open']) { Protect-Folder $Path }
}

# The packages on this PC that administrators alone could have written, the one copied last first, each with its folder.
function Get-TrustedPackages {
    if (-not (Test-Administrator)) { return }
    foreach ($folder in @(Get-PackageFolders | Select-Object -First 20)) {
        if (-not (Test-Trusted (Get-PathSecurity "$folder\package.json"))) { continue }
        try { $package = ConvertFrom-PackageText (Read-TextFile "$folder\package.json") } catch { continue }
        $package['folder'] = $folder
        $package
    }
}

# The certificate of this PC's own enrollment in Baton, by the thumbprint that the enrollment names, and the management door.
function Find-CertificateSender {
    param([object[]]$Packages)
    foreach ($own in @(Get-PcEnrollment | Where-Object { $_['kind'] -eq 'enrolled' -and $_['providerId'] -eq 'Baton' })) {
        $server = Get-UrlHost $own['discoveryUrl']
        $values = Get-RegistryValues "SOFTWARE\Microsoft\Enrollments\$($own['id'])"
        $thumbprint = if ($values) { "$($values['DMPCertThumbPrint'])" -replace '[^0-9A-Fa-f]', '' } else { '' }
        if (-not $server -or $thumbprint.Length -ne 40) { continue }
        $certificate = Find-DeviceCertificate $thumbprint
        if (-not $certificate) { continue }
        $package = $Packages | Where-Object { (Get-UrlHost $_['enrollment']) -eq $server } | Select-Object -First 1
        # a user may not read it
        $account = try { Get-RegistryValues "SOFTWARE\Microsoft\Provisioning\OMADM\Accounts\$($own['id'])\Protected\AddrInfo" } catch { $null }
        $address = if ($package -and $package['management']) { $package['management'] } elseif ($account -and (Test-HttpsUrl $account['Addr'])) { $account['Addr'] } else { "https://${server}:8444" }
        return @{ proof = 'ByCertificate'; door = $address; root = $(if ($package) { $package['root'] }); authorization = ''; certificate = $certificate }
    }
}

# The claim token that setup.ps1 got on this PC, for the Baton that gave it and no other.
function Find-ClaimSender {
    param([object[]]$Packages)
    $path = Get-BatonPath 'State\state.json'
    if (-not (Test-Administrator) -or -not (Test-File $path) -or -not (Test-Trusted (Get-PathSecurity $path))) { return }
    $state = try { Get-SetupState } catch { $null }
    if ($state -isnot [hashtable] -or $state['claim'] -isnot [hashtable] -or "$($state['claim']['token'])" -notmatch '^[A-Za-z0-9._~+/=-]{16,1024}$') { return }
    $id = "$($state['claim']['packageId'])"
    foreach ($package in @($Packages | Where-Object { $_ -and $_['packageId'] -eq $id } | Select-Object -First 1)) { @{ proof = 'ByClaim'; door = $package['enrollment']; root = $package['root']; authorization = "Bearer $($state['claim']['token'])"; certificate = $null } }
}

# The PIN that setup.ps1 handed over, or that lies in the package copied last that still has one.
function Find-PinSender {
    param([object[]]$Packages)
    foreach ($package in @($Packages | Where-Object { $_ })) {
        $file = "$($package['folder'])\pin.txt"
        $pin = if ($script:Run['pin'] -and $script:Run['pin']['packageId'] -eq $package['packageId']) { $script:Run['pin']['pin'] } elseif ((Test-File $file) -and (Test-Trusted (Get-PathSecurity $file))) { ConvertTo-Pin (Read-TextFile $file 1024) } else { '' }
        if ($pin) { return @{ proof = 'ByPin'; door = $package['enrollment']; root = $package['root']; authorization = Format-PinAuthorization $package['packageId'] $pin (Get-ComputerName); certificate = $null } }
    }
}

# Takes the PIN that setup.ps1 handed over, <package id>:<PIN>; anything else is none.
function Use-HandedPin {
    param([string]$Text)
    $id, $pin = $Text -split ':', 2
    $pin = ConvertTo-Pin $pin
    if ($pin -and (Test-Uuid $id)) { $script:Run['pin'] = @{ packageId = $id; pin = $pin } }
}

# Sends to Baton with the best proof that this PC has; one that Baton does not take, or a door that is not reached, leaves it to
# the next. Answers the text, the exit code, how it was sent and the last status.
function Send-ToBaton {
    param([string]$Json)
    $packages = @(try { Get-TrustedPackages } catch { @() })
    $end = @{ text = 'NoProof'; code = $script:Exit.NotTaken; proof = ''; status = '' }
    foreach ($find in 'Find-CertificateSender', 'Find-ClaimSender', 'Find-PinSender') {
        # what this account may not read is no proof that it has
        $sender = try { switch ($find) { 'Find-CertificateSender' { Find-CertificateSender $packages } 'Find-ClaimSender' { Find-ClaimSender $packages } 'Find-PinSender' { Find-PinSender $packages } } } catch { $null }
        if (-not $sender) { continue }
        $door = $null
        $null = [Uri]::TryCreate($sender['door'], [UriKind]::Absolute, [ref]$door)
        $root = if ($sender['root']) { [byte[]]$sender['root']['der'] } else { $null }
        $answer = Send-Evidence "$($door.GetLeftPart('Authority'))/kit/v1/evidence" $sender['authorization'] $Json $root $sender['certificate']
        $status = $answer['status']
        if ($status -ge 200 -and $status -lt 300) { return @{ text = 'WrittenSent'; code = $script:Exit.Done; proof = $sender['proof']; status = $status } }
        if ($status -eq 429 -or $status -ge 500) { return @{ text = 'NotReached'; code = $script:Exit.NotReached; proof = ''; status = $status } }
        if ($status -ne 0) { $end = @{ text = 'NotTaken'; code = $script:Exit.NotTaken; proof = ''; status = $status } }
        elseif ($end['text'] -eq 'NoProof') { $end = @{ text = 'NotReached'; code = $script:Exit.NotReached; proof = ''; status = '' } }
        if (@(0, 401, 403, 404) -notcontains $status) { return $end }
    }
    $end
}

function Get-DefaultFile {
    if (Test-Administrator) { return (Get-BatonPath 'Collect\evidence.json') }
    $desktop = Get-DesktopFolder
    if (-not $desktop) { Stop-Collect $script:Exit.BadParameters 'BadParameters' @{ field = 'OutFile' } }
    "$desktop\baton-evidence.json"
}

function Open-CollectFolder {
    Open-SecureFolder ((Get-ProgramData) + '\Baton')
    Open-SecureFolder (Get-BatonPath 'Collect')
}

#endregion steps

#region main

function Invoke-Collection {
    param([string]$OutFile, $Redact, $Send)
    $path = if ($OutFile) { Get-FullPath $OutFile } else { Get-DefaultFile }
    if ($script:Run['simulate']) { Stop-Collect $script:Exit.Done $(if ($Send) { 'WouldCollectSend' } else { 'WouldCollect' }) @{ parts = $script:Parts.Length; path = $path } }
    $evidence = Read-Evidence
    $count = Measure-Read $evidence
    if ($Redact) { $evidence = Hide-Names $evidence; $evidence['redacted'] = $true }
    $json = ConvertTo-BoundedJson $evidence
    try {
        if (-not $OutFile -and (Test-Administrator)) { Open-CollectFolder }
        if (Test-Link $path) { throw "$path is a link" }
        Write-TextFile $path $json
    }
    catch { Stop-Collect $script:Exit.CannotWrite 'CannotWrite' @{ path = $path } }
    $values = @{ path = $path; read = $count['read']; parts = $count['all']; kb = [int][Math]::Ceiling($json.Length / 1024); status = ''; proof = '' }
    if (-not $Send) { Stop-Collect $script:Exit.Done 'Written' $values }
    $sent = Send-ToBaton $json
    $values['status'] = $sent['status']
    if ($sent['proof']) { $values['proof'] = Get-Text $sent['proof'] @{} $script:Run['language'] }
    Stop-Collect $sent['code'] $sent['text'] $values
}

function Invoke-Schedule {
    param([string]$ScriptText, [string]$Switches)
    if (-not (Test-Administrator)) { Stop-Collect $script:Exit.NotAdministrator 'NotAdministrator' }
    if (-not $ScriptText) { Stop-Collect $script:Exit.BadParameters 'NoScriptFile' }
    $folder = Get-BatonPath 'Collect'
    $path = "$folder\collect.ps1"
    if ($script:Run['simulate']) { Stop-Collect $script:Exit.Done 'WouldSchedule' @{ path = $path } }
    Open-CollectFolder
    # with its byte order mark it is the file that was signed
    Write-TextFile $path ([char]0xFEFF + $ScriptText.TrimStart([char]0xFEFF))
    foreach ($item in $folder, $path) {
        $security = Get-PathSecurity $item
        if (-not $security['exists'] -or -not (Test-Trusted $security)) { Stop-Collect $script:Exit.NotTrusted 'FolderNotTrusted' @{ path = $item } }
    }
    Register-DailyTask (Format-DailyCommand $folder $Switches)
    Stop-Collect $script:Exit.Done 'Scheduled'
}

function Invoke-Unschedule {
    if (-not (Test-Administrator)) { Stop-Collect $script:Exit.NotAdministrator 'NotAdministrator' }
    $folder = Get-BatonPath 'Collect'
    if ($script:Run['simulate']) { Stop-Collect $script:Exit.Done 'WouldUnschedule' @{ path = $folder } }
    Unregister-DailyTask
    Remove-Tree $folder
    Stop-Collect $script:Exit.Done 'Unscheduled'
}

# Runs once and returns what is printed (lines) and the exit code (code).
function Invoke-Collect {
    param([string]$OutFile = '', $Redact = $false, [string]$Language = '', $Send = $false, $Schedule = $false, $Unschedule = $false, [string]$ScriptText = '', $Simulate = $false)
    Set-StrictMode -Version 2.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $ConfirmPreference = 'None'
    $script:Run = @{ language = $(if ($Language) { $Language } else { Get-UiLanguage }); simulate = $Simulate; until = $null; pin = $null }
    if ((Get-LanguageMode) -ne 'FullLanguage') { return @{ code = $script:Exit.Constrained; lines = @("Baton: $(Get-Text 'CONSTRAINED_LANGUAGE' @{} $script:Run['language']) [CONSTRAINED_LANGUAGE]") } }
    $WhatIfPreference = $false
    try {
        if (($Schedule -and $Unschedule) -or ($Unschedule -and ($Send -or $Redact))) { Stop-Collect $script:Exit.BadParameters 'BadParameters' @{ field = 'Unschedule' } }
        if (($Schedule -or $Unschedule) -and $OutFile) { Stop-Collect $script:Exit.BadParameters 'BadParameters' @{ field = 'OutFile' } }
        try { Use-HandedPin (Get-HandedPin) } catch { $script:Run['pin'] = $null }
        if ($Schedule) { Invoke-Schedule $ScriptText "$(if ($Send) { ' -Send' })$(if ($Redact) { ' -Redact' })$(if ($Language) { " -Language $Language" })" }
        if ($Unschedule) { Invoke-Unschedule }
        Invoke-Collection $OutFile $Redact $Send
        throw 'the run did not end'
    }
    catch {
        $end = $_.TargetObject
        if ($end -isnot [hashtable] -or -not $end['batonEnd']) { $end = @{ code = $script:Exit.Unexpected; text = 'Unexpected'; values = @{ detail = (ConvertTo-Line (Hide-Secrets "$($_.Exception.Message)") 200) } } }
    }
    @{ code = $end['code']; lines = @("Baton: $(Get-Text $end['text'] $end['values'] $script:Run['language'])") }
}

#endregion main

if ($Action -ne 'None') {
    $end = Invoke-Collect -OutFile $OutFile -Redact ([bool]$Redact) -Language $Language -Send ([bool]$Send) -Schedule ([bool]$Schedule) -Unschedule ([bool]$Unschedule) -ScriptText (Get-ScriptText $MyInvocation.MyCommand) -Simulate ([bool]$WhatIfPreference)
    $end.lines
    exit $end.code
}
