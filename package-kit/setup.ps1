<#
.SYNOPSIS
    Enrolls this PC in Baton with the distribution package that an old platform delivered.
.DESCRIPTION
    Runs in Windows PowerShell 5.1, elevated (SYSTEM is usual), without a window and without a restart. The file is
    whole in itself: a carrier may run only its text. It works on %ProgramData%\Baton\Package\<package id>; when it
    lies beside a package.json somewhere else, it copies that package there first. README.md beside it has the exit
    codes, the files and the rules for PINs and secrets.
.PARAMETER Action
    Enroll: enroll this PC. Copy: only copy the package. Startup: copy it once, for a start-up script, and let the
    scheduled task enroll. Retry: what the scheduled task runs. None: define the functions and do nothing.
.PARAMETER From
    Copy, Startup, Enroll: the folder that holds the package.
.PARAMETER PackageId
    Which package to use where the PC has several; without it the one copied last.
.PARAMETER Identity
    Who claims. Auto: the user at the console, else the PC where the package allows it. Computer: the PC. Caller: the user
    who runs this. Handover: the user who ran epm-step1-user.ps1, else the one who is signed in. Keep: as the last run
    of this package was told.
.PARAMETER OnePc
    Yes: the folder was put here for this PC alone; its PIN is deleted with the other copies.
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateSet('Enroll', 'Retry', 'Copy', 'Startup', 'None')][string]$Action = 'Enroll',
    [string]$From = '',
    [string]$PackageId = '',
    [ValidateSet('Keep', 'Auto', 'Computer', 'Caller', 'Handover')][string]$Identity = 'Keep',
    [ValidateSet('No', 'Yes')][string]$OnePc = 'No'
)

#region texts

$script:KitVersion = '1.0.0'
$script:ProviderId = 'Baton'

# What the console says for the same reason; a value that the PC does not know is filled by Baton's own answer.
$script:Texts = @{
    ja = @{
        PIN_INVALID          = 'PIN が一致しません。古い配布パッケージのファイルが PC に残っていないか確認してください。'
        PIN_EXPIRED          = 'PIN の有効期限が {time} に切れました。[期限を延長] で、配り直さずに再開できます。'
        PIN_REVOKED          = 'PIN は {time} に失効しました ({by})。新しい配布パッケージを使用してください。'
        CLAIM_EXPIRED        = '申請の有効期限が {time} に切れました。{limit} までにスクリプトが再度実行されると更新されます。それ以降は配布パッケージを配り直してください。'
        CLAIM_REPLACED       = '同じ PC の新しい申請 ({time}) に置き換えられました。新しい申請の状態を確認してください。'
        CLAIM_REVOKED        = '申請は {time} に失効しました ({by})。登録する場合は、新しい配布パッケージを使用してください。'
        CLAIM_NONE           = 'この PC の有効な申請がありません。共有プロビジョニング パッケージだけでは登録できません。setup.ps1 が実行されたか確認してください。'
        SECRET_USED          = '登録シークレットは初回セッションで無効になりました。再登録する場合は、配布パッケージを配り直してください。'
        ENTRA_TOKEN          = 'Entra のトークンが提示されました。このサーバーでは配布パッケージで登録してください。'
        USER_PC_LIMIT        = 'ユーザー {upn} は登録できる台数の上限 ({limit} 台) に達しています。古い PC の登録を解除するか、上限を変更してください。'
        NOT_ON_ROSTER        = 'この PC またはユーザーは登録対象一覧にありません ({field})。配布パッケージの対象を確認してください。'
        NOT_LISTED           = 'この PC は取り込んだ一覧と一致しません ({field})。一覧を更新するか、配布パッケージの [PC の確認] を変更してください。'
        ROW_TAKEN            = '「{name}」を名乗る PC が 2 台あります。どちらが正しいか確認してください。'
        NETWORK_NOT_ALLOWED  = '許可されていないネットワーク ({address}) からの申請です。'
        PACKAGE_PAUSED       = '配布パッケージが確認待ちで停止しています。続行後、スクリプトが再度実行されると登録されます。'
        PLATFORM_MISMATCH    = '旧管理基盤が配布パッケージの対象と異なります ({value})。'
        USER_NOT_ALLOWED     = 'ユーザー {upn} は無効、または対象外です。[ユーザー] で状態を確認してください。'
        PIN_ENROLLMENT_OFF   = 'PIN に基づく登録がオフです。[設定] でオンにしてください。'
        OTHER_MDM            = '別の MDM ({name}) に登録されています。Baton は変更しません。先にその製品を削除してください。'
        CLAIM_OTHER_PC       = '申請した PC と一致しません (コンピューター名、MAC アドレス)。複製イメージでないか確認してください。'
        MAC_MISSING          = '照合に使用できる MAC アドレスがないため、共有プロビジョニング パッケージでは登録できません。PC 上の ICD.exe による登録を使用してください。'
        CLAIM_AMBIGUOUS      = '条件に合う申請が 2 件あるため拒否しました。コンピューター名の重複を解消してください。'
        PROBATION_MISMATCH   = 'インベントリが申請と一致しません ({field})。別の PC でないか確認し、違う場合は登録を解除してください。'
        TLS_UNTRUSTED        = 'PC がサーバー証明書を信頼していません。ルート証明書とプロキシの TLS 検査を確認してください。'
        UNREACHABLE          = 'SYSTEM から {host} に接続できません。DNS、ファイアウォール、WinHTTP プロキシを確認してください。'
        WAIT_SIGN_IN         = 'サインイン中のユーザーがいないため待機しています。サインイン後にスクリプトが再度実行されると登録されます。'
        SIGNED_SCRIPTS_ONLY  = 'この PC では署名済みのスクリプトだけが許可されています。スクリプトに署名するか、ポリシーで許可してください。'
        CONSTRAINED_LANGUAGE = 'PowerShell が制限付き言語モードのため実行できません。AppLocker または App Control のポリシーで許可してください。'
        AUTOENROLL_SET       = 'グループ ポリシーで Intune への自動登録が設定されています (AutoEnrollMDM)。この PC をポリシーの対象から外してください。'
        WAPPUSH_DISABLED     = 'サービス dmwappushservice が無効です。有効にしてから、スクリプトを再度実行してください。'
        OS_NOT_SUPPORTED     = 'この Windows のエディションまたはバージョンは対象外です ({value})。'
        MAINTENANCE          = 'サーバーはメンテナンス中です。PC は自動で再試行します。'
        SERVER_ERROR         = 'サーバーで処理できませんでした。PC は自動で再試行します。要求 ID {id} でログを確認してください。'
        Enrolled             = '登録が完了しました。Baton が初回セッションを確認しました。'
        AlreadyEnrolled      = 'この PC はすでに Baton に登録されています。'
        NothingToDo          = '行うことはありません。'
        Copied               = '配布パッケージをコピーしました。'
        Waiting              = '登録の完了を待っています。自動で再試行します。'
        Busy                 = '別の setup.ps1 が実行中です。'
        WaysFailed           = 'Windows が登録を完了できませんでした ({hresult})。自動で再試行します。'
        NoWay                = 'ICD.exe も共有プロビジョニング パッケージもなく、サインイン中のユーザーもいないため、登録できません。どちらかを用意してください。'
        PinGone              = 'PIN のコピーは削除済みです。登録する場合は、配布パッケージを配り直してください。'
        NoPackage            = '配布パッケージが見つかりません。copy-package.cmd を先に実行してください。'
        BadPackage           = '配布パッケージを読み取れません ({field})。ダウンロードし直してください。'
        SourceKept           = '{path} の PIN は、このスクリプトでは削除されません。不要になったら削除してください。'
        FolderNotTrusted     = '管理者以外が変更できるファイルがあるため中止しました ({path})。copy-package.cmd でコピーし直してください。'
        NotAdministrator     = '管理者または SYSTEM として実行してください。'
        No64Bit              = '64 ビットの PowerShell で実行し直せません。copy-package.cmd を先に実行してください。'
        Unexpected           = '予期しないエラーで停止しました。setup.log を確認してください。'
        WouldEnroll          = '確認のみ: 申請して登録します (方法: {ways})。'
        WouldInstallRoot     = '確認のみ: 配布パッケージのルート証明書をインストールします ({sha256})。'
        WouldCopy            = '確認のみ: 配布パッケージを {path} にコピーします。'
    }
    en = @{
        PIN_INVALID          = 'The PIN does not match. Check that no older package is left on the PC.'
        PIN_EXPIRED          = 'The PIN expired at {time}. [Extend] lets it continue without distributing again.'
        PIN_REVOKED          = 'The PIN was revoked at {time} ({by}). Use a new package.'
        CLAIM_EXPIRED        = 'The claim expired at {time}. It is renewed when the script runs again by {limit}; after that, distribute the package again.'
        CLAIM_REPLACED       = 'A newer claim of the same PC ({time}) replaced this one. Check the state of the newer claim.'
        CLAIM_REVOKED        = 'The claim was revoked at {time} ({by}). To enroll this PC, use a new package.'
        CLAIM_NONE           = 'This PC has no valid claim. The shared provisioning package alone cannot enroll it. Check that setup.ps1 ran.'
        SECRET_USED          = 'The enrollment secret ended with the first session. To enroll again, distribute the package again.'
        ENTRA_TOKEN          = 'An Entra token was offered. This server enrolls by package; use one.'
        USER_PC_LIMIT        = 'User {upn} has reached the limit of {limit} PCs. Un-enroll an old PC or change the limit.'
        NOT_ON_ROSTER        = 'This PC or user is not on the roster ({field}). Check the package''s target.'
        NOT_LISTED           = 'This PC does not match the imported list ({field}). Update the list, or change [How well known] of the package.'
        ROW_TAKEN            = 'Two PCs say they are "{name}". Find out which is the right one.'
        NETWORK_NOT_ALLOWED  = 'The claim came from a network that is not allowed ({address}).'
        PACKAGE_PAUSED       = 'The package is paused for a check. PCs enroll when the script runs again after you continue.'
        PLATFORM_MISMATCH    = 'The old platform found is not the one this package was made for ({value}).'
        USER_NOT_ALLOWED     = 'User {upn} is disabled or not in scope. Check the state under [Users].'
        PIN_ENROLLMENT_OFF   = 'PIN-based enrollment is off. Turn it on under [Settings].'
        OTHER_MDM            = 'Enrolled in another MDM ({name}). Baton leaves it alone. Remove that product first.'
        CLAIM_OTHER_PC       = 'Does not match the PC that made the claim (name, MAC). Check for a cloned image.'
        MAC_MISSING          = 'No usable MAC address, so the shared provisioning package cannot enroll this PC. Enroll it with ICD.exe on the PC.'
        CLAIM_AMBIGUOUS      = 'Refused: two claims fit. Remove the duplicate computer name.'
        PROBATION_MISMATCH   = 'The inventory does not match the claim ({field}). Check which PC it is; un-enroll if it is another.'
        TLS_UNTRUSTED        = 'The PC does not trust the server certificate. Check the root and TLS inspection by a proxy.'
        UNREACHABLE          = 'SYSTEM cannot reach {host}. Check DNS, firewall and the WinHTTP proxy.'
        WAIT_SIGN_IN         = 'Waiting: nobody is signed in. It enrolls when the script runs again after a sign-in.'
        SIGNED_SCRIPTS_ONLY  = 'This PC allows only signed scripts. Sign the scripts, or allow them by policy.'
        CONSTRAINED_LANGUAGE = 'PowerShell runs in Constrained Language Mode. Allow the scripts in the AppLocker or App Control policy.'
        AUTOENROLL_SET       = 'Group policy sets automatic enrollment in Intune (AutoEnrollMDM). Take this PC out of that policy.'
        WAPPUSH_DISABLED     = 'The service dmwappushservice is disabled. Enable it, then run the script again.'
        OS_NOT_SUPPORTED     = 'This Windows edition or version is not supported ({value}).'
        MAINTENANCE          = 'The server is in maintenance. The PC retries.'
        SERVER_ERROR         = 'The server could not process it. The PC retries. See the log for request ID {id}.'
        Enrolled             = 'Enrolled. Baton has seen the first session.'
        AlreadyEnrolled      = 'This PC is already enrolled in Baton.'
        NothingToDo          = 'Nothing to do.'
        Copied               = 'The package was copied.'
        Waiting              = 'Waiting for the enrollment to finish. It is tried again by itself.'
        Busy                 = 'Another setup.ps1 is running.'
        WaysFailed           = 'Windows did not finish the enrollment ({hresult}). It is tried again by itself.'
        NoWay                = 'No way to enroll: neither ICD.exe, nor a shared provisioning package, nor a signed-in user. Provide one of them.'
        PinGone              = 'The copies of the PIN were deleted. To enroll this PC, distribute the package again.'
        NoPackage            = 'There is no package. Run copy-package.cmd first.'
        BadPackage           = 'The package cannot be read ({field}). Download it again.'
        SourceKept           = 'The PIN in {path} is not deleted by this script. Delete it when it is no longer needed.'
        FolderNotTrusted     = 'Stopped: others than administrators can change {path}. Copy the package again with copy-package.cmd.'
        NotAdministrator     = 'Run this as administrator or SYSTEM.'
        No64Bit              = 'Cannot start again in 64-bit PowerShell. Run copy-package.cmd first.'
        Unexpected           = 'Stopped by an unexpected error. See setup.log.'
        WouldEnroll          = 'What if: claim and enroll this PC (ways: {ways}).'
        WouldInstallRoot     = 'What if: install the root certificate of the package ({sha256}).'
        WouldCopy            = 'What if: copy the package to {path}.'
    }
}

# The documented exit codes (README.md). 3010 and the other codes that Windows installers give are not among them.
$script:Exit = @{
    Done = 0; Waiting = 10; Later = 11; NotReached = 12; Busy = 13
    Refused = 20; Obstacle = 21; WaysFailed = 22; NoWay = 23
    BadPackage = 30; NotAdministrator = 31; NotTrusted = 32; Unexpected = 40
}

# Local findings after which no later run of the same package can help: its copies of the PIN go at once.
$script:ForGood = @('OTHER_MDM', 'PLATFORM_MISMATCH', 'OS_NOT_SUPPORTED')

function Get-Text {
    param([string]$Key, [hashtable]$Values = @{}, [string]$Language = 'en')
    $text = $script:Texts[$Language][$Key]
    foreach ($name in @($Values.Keys)) { $text = $text.Replace("{$name}", [string]$Values[$name]) }
    $unknown = if ($Language -eq 'ja') { '不明' } else { 'unknown' }
    $text -replace '\{[a-z0-9]+\}', $unknown
}

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

# Is the old platform that this package was made for the one that this PC has? A second one beside ConfigMgr is
# allowed only in a ConfigMgr package: that one's maker was told which functions ConfigMgr stops.
function Test-Platform {
    param([string]$Wanted, [string[]]$Found = @())
    switch ($Wanted) {
        'configmgr' { $Found -contains 'configmgr' }
        'epm' { $Found -contains 'epm' -and $Found -notcontains 'configmgr' }
        default { @($Found | Where-Object { $_ }).Count -eq 0 }
    }
}

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

# The SID of a person: a domain's, this PC's or Entra's account, never a service, a group or a virtual account.
function Test-UserSid { param([string]$Sid) $Sid -match '^S-1-(5-21|12-1)(-\d{1,10}){4}$' }

# Who handed over to SYSTEM. Files: name and owner (SID) of each file in the hand-over folder; what is in them is never read.
# A file counts where it is named after its owner; of several the one at the console, else none: nobody is guessed.
function Select-Handover {
    param([object[]]$Files, [string]$Console)
    $owners = @($Files | Where-Object { $_ -and -not $_['reparse'] -and $_['name'] -ceq $_['owner'] -and (Test-UserSid $_['owner']) } | ForEach-Object { $_['owner'] })
    if ($Console -and $owners -contains $Console) { return $Console }
    if ($owners.Count -eq 1) { $owners[0] } else { '' }
}

# Which Windows Configuration Designer an ICD.exe belongs to: the one of the ADK, the app from the Store, or none.
function Get-DesignerName {
    param([string]$Icd)
    if (-not $Icd) { 'not there' } elseif ($Icd -match '\\WindowsApps\\') { 'Store app' } else { 'ADK' }
}

# Is this text a PIN and nothing else?
function Test-PinText { param([string]$Text) $Text.Length -le 64 -and ($Text -replace '[\s-]', '') -match '^[2-9A-HJ-NP-Z]{12}$' }

# The wait before attempt number Attempt + 1: 15 minutes doubled up to 6 hours, spread by a fifth, never under what Baton asked.
function Get-RetryDelay {
    param([int]$Attempt, [double]$Spread, [int]$Asked = 0)
    $seconds = [Math]::Min(900 * [Math]::Pow(2, [Math]::Min($Attempt, 10) - 1), 21600)
    [int][Math]::Min([Math]::Max($seconds * (0.9 + 0.2 * $Spread), $Asked), 86400)
}

# Which reason a HRESULT of Windows' own discovery stands for; '' when it is no known one.
function Get-DiscoveryReason {
    param([int]$HResult)
    $code = '{0:X8}' -f $HResult
    if ($code -match '^(80180012|8018000D|80072F05|80072F06|80072F0D|80072F8F)$') { 'TLS_UNTRUSTED' }
    elseif ($code -match '^(80180010|80072EE2|80192EE2|80072EE7|80192EE7|80072EFD|80072EFE)$') { 'UNREACHABLE' }
    elseif ($code -match '^(80180005|80180006|80190(19[0-9A-F]|1F[0-9A-F]))$') { 'SERVER_ERROR' }
    else { '' }
}

function ConvertTo-Mac {
    param([string]$Mac)
    $digits = ($Mac -replace '[^0-9A-Fa-f]', '').ToUpperInvariant()
    if ($digits.Length -eq 12 -and $digits -ne '000000000000') { ($digits -split '(..)' | Where-Object { $_ }) -join '-' }
}

# One line, at most Length characters, no control characters.
function ConvertTo-Line {
    param([string]$Text, [int]$Length = 256)
    $line = [regex]::Replace("$Text", '[\x00-\x1F\x7F]+', ' ').Trim()
    if ($line.Length -gt $Length) { $line.Substring(0, $Length) } else { $line }
}

function Get-Tail {
    param([string]$Text, [int]$Length = 4000)
    if ($Text.Length -gt $Length) { $Text.Substring($Text.Length - $Length) } else { $Text }
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

# The SHA-256 of bytes in upper case hex.
function ConvertTo-Sha256 {
    param([byte[]]$Bytes)
    $hash = [Security.Cryptography.SHA256]::Create()
    try { [BitConverter]::ToString($hash.ComputeHash($Bytes)) -replace '-', '' } finally { $hash.Dispose() }
}

function ConvertFrom-Utf8 { param([byte[]]$Bytes) (New-Object Text.UTF8Encoding($false)).GetString($Bytes) }

function Test-Uuid { param($Text) $Text -is [string] -and $Text -match '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' }

function Test-HttpsUrl {
    param($Text)
    $uri = $null
    $Text -is [string] -and $Text.Length -le 2048 -and [Uri]::TryCreate($Text, [UriKind]::Absolute, [ref]$uri) -and $uri.Scheme -eq 'https' -and $uri.UserInfo -eq ''
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

# An accepted claim in Baton's answer, or throws: what goes into files, headers and Windows is never taken on trust.
function Assert-AcceptedClaim {
    param([hashtable]$Answer, [hashtable]$Package)
    if (-not (Test-Uuid $Answer['claimId'])) { throw 'claimId' }
    if ("$($Answer['secret'])" -cnotmatch '^[2-9A-HJ-NP-Z]{12}$') { throw 'secret' }
    if ("$($Answer['token'])" -notmatch '^[A-Za-z0-9._~+/=-]{16,1024}$') { throw 'token' }
    if (-not (Test-HttpsUrl $Answer['discoveryUrl']) -or (Get-UrlHost $Answer['discoveryUrl']) -ne (Get-UrlHost $Package['discoveryUrl'])) { throw 'discoveryUrl' }
    if ("$($Answer['upn'])" -notmatch '^[A-Za-z0-9-]{1,64}@[A-Za-z0-9.:-]{1,255}$') { throw 'upn' }
    $null = ConvertTo-Utc $Answer['expiresAt']
    $null = ConvertTo-Utc $Answer['renewUntil']
}

# The customizations.xml that makes ICD.exe write one enrollment into a ppkg. Every id is new, so Windows never takes it for one it had.
function Format-Customizations {
    param([string]$Id, [string]$Name, [string]$Upn, [string]$DiscoveryUrl, [string]$Secret)
    $upnXml = [Security.SecurityElement]::Escape($Upn)
    @"
<?xml version="1.0" encoding="utf-8"?>
<WindowsCustomizations>
  <PackageConfig xmlns="urn:schemas-Microsoft-com:Windows-ICD-Package-Config.v1.0">
    <ID>{$Id}</ID><Name>$([Security.SecurityElement]::Escape($Name))</Name><Version>1.0</Version><OwnerType>ITAdmin</OwnerType><Rank>0</Rank><Notes></Notes>
  </PackageConfig>
  <Settings xmlns="urn:schemas-microsoft-com:windows-provisioning">
    <Customizations><Common><Workplace><Enrollments>
      <UPN UPN="$upnXml" Name="$upnXml">
        <AuthPolicy>OnPremise</AuthPolicy>
        <DiscoveryServiceFullUrl>$([Security.SecurityElement]::Escape($DiscoveryUrl))</DiscoveryServiceFullUrl>
        <Secret>$([Security.SecurityElement]::Escape($Secret))</Secret>
      </UPN>
    </Enrollments></Workplace></Common></Customizations>
  </Settings>
</WindowsCustomizations>
"@
}

# One record as CMTrace reads it; the bias is minutes from local time to UTC, as the ConfigMgr client writes it.
function Format-LogRecord {
    param([string]$Text, [int]$Type, [datetime]$Local, [int]$BiasMinutes, [int]$ProcessId)
    $culture = [Globalization.CultureInfo]::InvariantCulture
    $bias = if ($BiasMinutes -lt 0) { "$BiasMinutes" } else { "+$BiasMinutes" }
    $plain = $Text.Replace(']LOG]!>', ']LOG]! >').Replace('<![LOG[', '<! [LOG[')
    '<![LOG[{0}]LOG]!><time="{1}{2}" date="{3}" component="Baton" context="" type="{4}" thread="{5}" file="setup.ps1">' -f $plain,
    $Local.ToString('HH:mm:ss.fff', $culture), $bias, $Local.ToString('MM-dd-yyyy', $culture), $Type, $ProcessId
}

#endregion rules

#region adapter: every Windows command, file, clock, random number and network call that this kit uses. Tests double this region.

# -- how PowerShell runs

function Get-LanguageMode { "$($ExecutionContext.SessionState.LanguageMode)" }

function Get-UiLanguage { if ((Get-UICulture).Name -like 'ja*') { 'ja' } else { 'en' } }

# Constrained Language Mode allows neither .NET calls nor Add-Type: all that can be done is to say so, with cmdlets alone.
# Folder: the carrier's, where this is its copy step.
function Send-ConstrainedStage {
    param([string]$Kit, [string]$Folder = '')
    $places = @(if ($Folder) { Join-Path $Folder 'package.json' }) + "$env:ProgramData\Baton\Package\*\package.json"
    $file = @(foreach ($place in $places) { Get-ChildItem -Path $place -ErrorAction SilentlyContinue | Sort-Object -Property LastWriteTime -Descending }) | Select-Object -First 1
    $package = Get-Content -LiteralPath $file.FullName -Raw -Encoding UTF8 | ConvertFrom-Json
    $body = @{ packageId = $package.packageId; name = ("$env:COMPUTERNAME" -replace '[^\x20-\x7E]', '?'); stage = 'script-ran'; kit = $Kit; reason = 'CONSTRAINED_LANGUAGE' } | ConvertTo-Json -Compress
    $null = Invoke-RestMethod -Method Post -Uri "$($package.enrollment)/kit/v1/stages" -ContentType 'application/json; charset=utf-8' -Body $body -TimeoutSec 15 -UseBasicParsing -ErrorAction Stop
}

function Get-Bitness { @{ process = [IntPtr]::Size * 8; system = if ([Environment]::Is64BitOperatingSystem) { 64 } else { 32 } } }

# Runs the same script again in the 64-bit Windows PowerShell that a 32-bit process reaches as sysnative; returns its exit code.
function Start-NativeSetup {
    param([string]$ScriptPath, [string]$Arguments)
    $start = New-Object Diagnostics.ProcessStartInfo
    $start.FileName = Join-Path $env:windir 'sysnative\WindowsPowerShell\v1.0\powershell.exe'
    $start.Arguments = "-NoProfile -NonInteractive -ExecutionPolicy Bypass -File `"$ScriptPath`" $Arguments"
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $process = [Diagnostics.Process]::Start($start)
    $process.WaitForExit()
    $process.ExitCode
}

function Test-Administrator {
    $principal = New-Object Security.Principal.WindowsPrincipal([Security.Principal.WindowsIdentity]::GetCurrent())
    $principal.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
}

# The SID of the account that this process runs as; S-1-5-18 is SYSTEM.
function Get-CallerSid { [Security.Principal.WindowsIdentity]::GetCurrent().User.Value }

function Get-ScriptPolicy { @("$(Get-ExecutionPolicy -Scope MachinePolicy)", "$(Get-ExecutionPolicy -Scope UserPolicy)") }

function Test-ScriptSigned { param([string]$Path) "$((Get-AuthenticodeSignature -LiteralPath $Path).Status)" -eq 'Valid' }

# -- clock and chance

function Get-Now { [DateTime]::UtcNow }

function Get-UtcBias { [int]([DateTime]::UtcNow - [DateTime]::Now).TotalMinutes }

function Wait-Seconds { param([int]$Seconds) Start-Sleep -Seconds $Seconds }

function Get-Spread { (New-Object Random).NextDouble() }

function New-RandomId { [Guid]::NewGuid().ToString() }

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

# The end of a text file, for a report; '' when there is none.
function Read-FileTail {
    param([string]$Path, [int]$Characters = 4000)
    if (-not [IO.File]::Exists($Path)) { return '' }
    $stream = New-Object IO.FileStream($Path, [IO.FileMode]::Open, [IO.FileAccess]::Read, [IO.FileShare]::ReadWrite)
    try {
        if ($stream.Length -gt 16384) { $null = $stream.Seek(-16384, [IO.SeekOrigin]::End) }
        Get-Tail (New-Object IO.StreamReader($stream)).ReadToEnd() $Characters
    }
    finally { $stream.Dispose() }
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

# Copies the bytes alone, so that owner and access come from the folder and the time is that of the copy.
function Copy-FileBytes {
    param([string]$Path, [string]$Destination)
    [IO.File]::WriteAllBytes($Destination, [IO.File]::ReadAllBytes($Path))
}

# Copies the bytes so that a kill leaves the former file whole. Not for secrets: it leaves half of them under another name.
function Copy-WholeFile {
    param([string]$Path, [string]$Destination)
    [IO.File]::WriteAllBytes("$Destination.new", [IO.File]::ReadAllBytes($Path))
    if ([IO.File]::Exists($Destination)) { [IO.File]::Replace("$Destination.new", $Destination, [System.Management.Automation.Language.NullString]::Value) } else { [IO.File]::Move("$Destination.new", $Destination) }
}

function Write-BytesFile { param([string]$Path, [byte[]]$Bytes) [IO.File]::WriteAllBytes($Path, $Bytes) }

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

function Get-FileSha256 { param([string]$Path) (Get-FileHash -LiteralPath $Path -Algorithm SHA256).Hash }

# Adds one line; at 1 MiB the file becomes .lo_, as the ConfigMgr client's logs do.
function Add-LogLine {
    param([string]$Path, [string]$Line)
    $file = New-Object IO.FileInfo($Path)
    if ($file.Exists -and $file.Length -gt 1MB) {
        $old = [IO.Path]::ChangeExtension($Path, '.lo_')
        [IO.File]::Delete($old)
        [IO.File]::Move($Path, $old)
    }
    [IO.File]::AppendAllText($Path, "$Line`r`n", (New-Object Text.UTF8Encoding($true)))
}

# Holds the file for this process alone (Windows lets go of it when the process ends, killed or not); $null when another has it.
function Open-Lock {
    param([string]$Path)
    try { New-Object IO.FileStream($Path, [IO.FileMode]::OpenOrCreate, [IO.FileAccess]::ReadWrite, [IO.FileShare]::None) } catch { $null }
}

function Close-Lock { param($Lock) $Lock.Dispose() }

# Is it on a disk of this PC, not on a share or a stick?
function Test-FixedDrive {
    param([string]$Path)
    try { "$((New-Object IO.DriveInfo([IO.Path]::GetPathRoot($Path))).DriveType)" -eq 'Fixed' } catch { $false }
}

# Deletes a file only where its content is what Match says (a block that gets the bytes). The file is held open meanwhile, so
# that no folder of its path can be made a link to somewhere else. Answers whether it was deleted.
function Remove-MatchingFile {
    param([string]$Path, [int]$MaxBytes, [scriptblock]$Match)
    if (-not [IO.File]::Exists($Path) -or ([IO.File]::GetAttributes($Path) -band [IO.FileAttributes]::ReparsePoint)) { return $false }
    $stream = New-Object IO.FileStream($Path, [IO.FileMode]::Open, [IO.FileAccess]::Read, ([IO.FileShare]::Read -bor [IO.FileShare]::Delete))
    try {
        if ($stream.Length -gt $MaxBytes) { return $false }
        $bytes = New-Object byte[] $stream.Length
        $length = 0
        while ($length -lt $bytes.Length -and ($read = $stream.Read($bytes, $length, $bytes.Length - $length)) -gt 0) { $length += $read }
        if (-not (& $Match $bytes)) { return $false }
        Remove-Tree $Path
    }
    finally { $stream.Dispose() }
    $true
}

# Where carriers keep what they delivered, and temporary files: the ConfigMgr client's cache, that of both generations of the
# EPM agent, Windows' own temporary folder and this account's.
function Get-CarrierCaches {
    $places = @()
    $ccm = Get-CimInstance -Namespace 'root\ccm\SoftMgmtAgent' -ClassName CacheConfig -ErrorAction SilentlyContinue | Select-Object -First 1
    if ($ccm) { $places += "$($ccm.Location)" }
    $places += Join-Path $env:windir 'ccmcache'
    $programs = [Environment]::GetFolderPath('ProgramFilesX86')
    $places += Join-Path $programs 'LANDesk\LDClient\sdmcache'
    foreach ($agent in (Join-Path $programs 'Ivanti\EPM Agent'), (Join-Path $programs 'Ivanti\LDClient')) {
        $places += Join-Path $agent 'sdmcache'
        if ([IO.Directory]::Exists($agent)) { $places += @(Get-ChildItem -LiteralPath $agent -Directory -ErrorAction SilentlyContinue | ForEach-Object { Join-Path $_.FullName 'sdmcache' }) }
    }
    $places += (Join-Path $env:windir 'Temp'), [IO.Path]::GetTempPath()
    @($places | Where-Object { $_ -and [IO.Directory]::Exists($_) } | ForEach-Object { $_.TrimEnd('\') } | Select-Object -Unique)
}

# Folders below a place that hold a package.json: eight deep, 20,000 folders at most, links are not followed.
function Find-PackageFolders {
    param([string]$Place)
    $waiting = New-Object Collections.Generic.Queue[object]
    $waiting.Enqueue(@($Place, 0))
    for ($seen = 0; $waiting.Count -gt 0 -and $seen -lt 20000; $seen++) {
        $folder, $depth = $waiting.Dequeue()
        try {
            if ([IO.File]::Exists((Join-Path $folder 'package.json'))) { $folder }
            if ($depth -ge 8) { continue }
            foreach ($child in [IO.Directory]::GetDirectories($folder)) { if (-not ([IO.File]::GetAttributes($child) -band [IO.FileAttributes]::ReparsePoint)) { $waiting.Enqueue(@($child, ($depth + 1))) } }
        }
        catch { continue }
    }
}

# -- what a user handed over to SYSTEM

function Get-HandoverFolder { Join-Path ([Environment]::GetFolderPath('CommonApplicationData')) 'Baton.Handover' }

# Name, owner (SID) and reparse of the files a user left there; 64 at most, their content is not read.
function Get-HandoverFiles {
    param([string]$Folder)
    if (-not [IO.Directory]::Exists($Folder) -or ([IO.File]::GetAttributes($Folder) -band [IO.FileAttributes]::ReparsePoint)) { return }
    foreach ($path in @([IO.Directory]::GetFiles($Folder) | Select-Object -First 64)) {
        try { @{ name = [IO.Path]::GetFileName($path); owner = (Get-Acl -LiteralPath $path).GetOwner([Security.Principal.SecurityIdentifier]).Value; reparse = [bool]([IO.File]::GetAttributes($path) -band [IO.FileAttributes]::ReparsePoint) } } catch { continue }
    }
}

# Takes the folder out of the users' reach first, for a rename moves a link as a link, and then deletes it, no folder in it and
# nothing behind a link.
function Remove-HandoverFolder {
    param([string]$Folder, [string]$Work)
    if (-not [IO.Directory]::Exists($Folder)) { return }
    $mine = Join-Path $Work "handover-$([Guid]::NewGuid().ToString())"
    [IO.Directory]::Move($Folder, $mine)
    if (-not ([IO.File]::GetAttributes($mine) -band [IO.FileAttributes]::ReparsePoint)) {
        Protect-Folder $mine
        foreach ($path in [IO.Directory]::GetFiles($mine)) { [IO.File]::Delete($path) }
        foreach ($path in [IO.Directory]::GetDirectories($mine)) { Remove-Tree $path }
    }
    [IO.Directory]::Delete($mine, $false)
}

# SIDs of the people with a session on this PC, at the console or over the network: the owners of their desktops.
function Get-SessionSids {
    foreach ($process in @(Get-CimInstance -ClassName Win32_Process -Filter "Name='explorer.exe'" -ErrorAction SilentlyContinue)) {
        $owner = Invoke-CimMethod -InputObject $process -MethodName GetOwnerSid -ErrorAction SilentlyContinue
        if ($owner) { "$($owner.Sid)" }
    }
}

# An account's name (DOMAIN\name) and its SID; '' when Windows does not know it.
function Get-SidAccount { param([string]$Sid) try { (New-Object Security.Principal.SecurityIdentifier($Sid)).Translate([Security.Principal.NTAccount]).Value } catch { '' } }

function Get-AccountSid { param([string]$Account) try { (New-Object Security.Principal.NTAccount($Account)).Translate([Security.Principal.SecurityIdentifier]).Value } catch { '' } }

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

# The UPN that Windows remembers for an account, by its SID; '' when it has none.
function Get-AccountUpn {
    param([string]$Account)
    $sid = Get-AccountSid $Account
    if (-not $sid) { return '' }
    $cache = 'SOFTWARE\Microsoft\IdentityStore\LogonCache'
    foreach ($provider in @(Get-RegistryKeyNames $cache)) {
        $values = Get-RegistryValues "$cache\$provider\Sid2Name\$sid"
        if ($values -and "$($values['IdentityName'])" -match '^[^@\s]+@[^@\s]+$') { return "$($values['IdentityName'])" }
    }
    ''
}

# permanent: burnt into the physical adapters; current: what every adapter uses now.
function Get-NetworkMacs {
    $physical = @(Get-NetAdapter -Physical -ErrorAction SilentlyContinue)
    $all = @(Get-NetAdapter -ErrorAction SilentlyContinue)
    @{ permanent = @($physical | ForEach-Object { "$($_.PermanentAddress)" }); current = @($all | ForEach-Object { "$($_.MacAddress)" }) }
}

function Get-ServiceNames { @(Get-Service -ErrorAction SilentlyContinue | ForEach-Object { $_.Name }) }

function Get-ConfigMgrClientId { try { "$((Get-CimInstance -Namespace 'root\ccm' -ClassName CCM_Client -ErrorAction Stop).ClientId)" } catch { '' } }

function Test-EpmFolder { [IO.Directory]::Exists((Join-Path ([Environment]::GetFolderPath('ProgramFilesX86')) 'Ivanti\EPM Agent')) }

# Disabled, Manual, Auto, or '' when there is no such service.
function Get-ServiceStartMode { param([string]$Name) "$((Get-CimInstance -ClassName Win32_Service -Filter "Name='$Name'" -ErrorAction Stop).StartMode)" }

function Set-ServiceManual { param([string]$Name) Set-Service -Name $Name -StartupType Manual -ErrorAction Stop }

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

# One HTTPS request. Root (DER) is a further root that may end the server's chain; systemTrusts tells whether Windows
# needed it. Answer: failure ('', trust, unreachable), status, bytes (at most MaxBytes) and body (the same as text), sha256 (what the
# server says of them, '' when nothing), retryAfter, detail.
function Send-Request {
    param([string]$Method, [string]$Url, [string]$Token = '', [string]$Json = '', [byte[]]$Root = $null, [int]$MaxBytes = 65536)
    Add-KitType
    [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
    $trust = [Baton.PinnedTrust]::new($Root)
    $answer = @{ failure = ''; status = 0; body = ''; bytes = (New-Object byte[] 0); sha256 = ''; retryAfter = 0; detail = ''; systemTrusts = $false }
    $response = $null
    try {
        $request = [Net.WebRequest]::Create($Url)
        $request.Method = $Method
        $request.Timeout = 30000
        $request.ReadWriteTimeout = 30000
        $request.KeepAlive = $false
        $request.AllowAutoRedirect = $false
        $request.UserAgent = "BatonKit/$script:KitVersion"
        $request.ServerCertificateValidationCallback = $trust.Callback
        if ($Token) { $request.Headers['Authorization'] = "Bearer $Token" }
        if ($Method -eq 'POST') {
            $bytes = (New-Object Text.UTF8Encoding($false)).GetBytes($Json)
            $request.ContentType = 'application/json; charset=utf-8'
            $request.ContentLength = $bytes.Length
            $stream = $request.GetRequestStream()
            try { $stream.Write($bytes, 0, $bytes.Length) } finally { $stream.Dispose() }
        }
        $response = $request.GetResponse()
    }
    catch {
        $trusted = $true
        for ($cause = $_.Exception; $cause; $cause = $cause.InnerException) {
            if ($cause -is [Net.WebException]) {
                if ($cause.Response) { $response = $cause.Response; break }
                if ("$($cause.Status)" -match 'Trust|SecureChannel') { $trusted = $false }
            }
            if ($cause -is [Security.Authentication.AuthenticationException]) { $trusted = $false }
            $answer['detail'] += "$($cause.Message) "
        }
        if (-not $response) { $answer['failure'] = if ($trusted) { 'unreachable' } else { 'trust' }; return $answer }
    }
    try {
        $answer['systemTrusts'] = $trust.SystemTrusts
        $answer['status'] = [int]$response.StatusCode
        $after = 0
        if ([int]::TryParse("$($response.Headers['Retry-After'])", [ref]$after)) { $answer['retryAfter'] = [Math]::Max(0, [Math]::Min($after, 86400)) }
        $stream = $response.GetResponseStream()
        $buffer = New-Object byte[] ($MaxBytes + 1)
        $length = 0
        while ($length -lt $buffer.Length -and ($read = $stream.Read($buffer, $length, $buffer.Length - $length)) -gt 0) { $length += $read }
        if ($length -eq $buffer.Length) { $answer['failure'] = 'unreachable'; $answer['detail'] = "the answer is longer than $MaxBytes bytes" }
        else {
            $answer['body'] = (New-Object Text.UTF8Encoding($false)).GetString($buffer, 0, $length)
            $answer['sha256'] = "$($response.Headers['x-baton-sha256'])"
            [array]::Resize([ref]$buffer, $length)
            $answer['bytes'] = $buffer
        }
    }
    catch { $answer['failure'] = 'unreachable'; $answer['detail'] = $_.Exception.Message }
    finally { $response.Dispose() }
    $answer
}

# Windows' own discovery, which enrolls nothing; returns its HRESULT.
function Invoke-WindowsDiscovery {
    param([string]$Upn, [string]$DiscoveryUrl)
    Add-KitType
    $information = [IntPtr]::Zero
    [Baton.Registration]::DiscoverManagementServiceEx($Upn, $DiscoveryUrl, [ref]$information)
}

# Does this Windows have the function that enrolls in a user's session?
function Test-Registration { [IO.File]::Exists((Join-Path $env:windir 'System32\mdmregistration.dll')) }

# Lets Windows enroll in the session of the signed-in user, 240 s at most; returns its HRESULT. The token holds the secret.
function Invoke-Registration {
    param([string]$Upn, [string]$DiscoveryUrl, [string]$Token)
    Add-KitType
    [Baton.Registration]::Register($Upn, $DiscoveryUrl, $Token, 240)
}

function Install-RootCertificate {
    param([byte[]]$Der)
    $store = New-Object Security.Cryptography.X509Certificates.X509Store('Root', 'LocalMachine')
    $store.Open('ReadWrite')
    try { $store.Add([Security.Cryptography.X509Certificates.X509Certificate2]::new($Der)) } finally { $store.Close() }
}

# -- provisioning packages

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

# The settings stores beside ICD.exe in the order to try: some ADKs cannot use the common one, the desktop one then does.
function Get-IcdStores {
    param([string]$Icd)
    foreach ($name in 'Microsoft-Common-Provisioning.dat', 'Microsoft-Desktop-Provisioning.dat') {
        $path = Join-Path (Split-Path -Parent $Icd) $name
        if ([IO.File]::Exists($path)) { $path }
    }
}

# Runs ICD.exe with its own temporary folder, hidden, at most Seconds long; answer: exitCode ($null: ended by us), output.
function Invoke-Icd {
    param([string]$Icd, [string]$Arguments, [string]$WorkFolder, [int]$Seconds)
    $start = New-Object Diagnostics.ProcessStartInfo
    $start.FileName = $Icd
    $start.Arguments = $Arguments
    $start.WorkingDirectory = $WorkFolder
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.EnvironmentVariables['TEMP'] = $WorkFolder
    $start.EnvironmentVariables['TMP'] = $WorkFolder
    $process = [Diagnostics.Process]::Start($start)
    $output = $process.StandardOutput.ReadToEndAsync()
    $errors = $process.StandardError.ReadToEndAsync()
    if (-not $process.WaitForExit($Seconds * 1000)) {
        $null = & "$env:windir\System32\taskkill.exe" /F /T /PID $process.Id
        $null = $process.WaitForExit(10000)
        return @{ exitCode = $null; output = "ICD.exe was ended after $Seconds s" }
    }
    $null = $output.Wait(5000) -and $errors.Wait(5000)
    @{ exitCode = $process.ExitCode; output = $(if ($output.IsCompleted) { $output.Result }) + $(if ($errors.IsCompleted) { $errors.Result }) }
}

# Where ICD.exe keeps projects and logs outside its work folder: in the documents of the account that runs it.
function Get-IcdTraceFolder { Join-Path ([Environment]::GetFolderPath('MyDocuments')) 'Windows Imaging and Configuration Designer (WICD)' }

# What was written there since a time.
function Find-IcdTraces {
    param([string]$Folder, [datetime]$Since)
    if ([IO.Directory]::Exists($Folder)) { Get-ChildItem -LiteralPath $Folder -ErrorAction SilentlyContinue | Where-Object { $_.LastWriteTimeUtc -ge $Since } | ForEach-Object { $_.FullName } }
}

# Adds a ppkg to Windows without a question; answer: hresult ('' when Windows took it), message.
function Install-Ppkg {
    param([string]$Path, [string]$LogFolder)
    try {
        $null = Install-ProvisioningPackage -PackagePath $Path -QuietInstall -ForceInstall -LogsDirectoryPath $LogFolder -ErrorAction Stop
        @{ hresult = ''; message = 'processed' }
    }
    catch { @{ hresult = '0x{0:X8}' -f $_.Exception.HResult; message = $_.Exception.Message } }
}

# The ids of ppkgs of ours that Windows still keeps.
function Get-InstalledPpkgs {
    Get-ProvisioningPackage -AllInstalledPackages -ErrorAction SilentlyContinue | Where-Object { "$($_.PackageName)" -like 'Baton-*' } | ForEach-Object { "$($_.PackageId)" }
}

function Uninstall-Ppkg { param([string]$Id) $null = Uninstall-ProvisioningPackage -PackageId $Id -ErrorAction Stop }

# What Windows logged as failed since a time: time, hresult, message.
function Get-EnrollmentFailures {
    param([datetime]$Since)
    $logs = @(
        @{ LogName = 'Microsoft-Windows-Provisioning-Diagnostics-Provider/Admin'; Id = 12, 22; StartTime = $Since.ToLocalTime() },
        @{ LogName = 'Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin'; Level = 1, 2; StartTime = $Since.ToLocalTime() }
    )
    foreach ($filter in $logs) {
        foreach ($record in @(Get-WinEvent -FilterHashtable $filter -MaxEvents 50 -ErrorAction SilentlyContinue)) {
            if ("$($record.Message)" -match '0x8[0-9A-Fa-f]{7}') { @{ time = $record.TimeCreated.ToUniversalTime(); hresult = $Matches[0]; message = "$($record.Id): $($record.Message)" } }
        }
    }
}

# -- evidence

# Keeps what this process reads from and writes to for itself, so that a process that is started beside it holds none of it open.
function Add-BesideType {
    if ('Baton.Beside' -as [type]) { return }
    Add-Type -TypeDefinition @'
#pragma warning disable
using System;
using System.Runtime.InteropServices;
namespace Baton {
    public static class Beside {
        [DllImport("kernel32.dll")]
        private static extern IntPtr GetStdHandle(int which);
        [DllImport("kernel32.dll")]
        private static extern bool SetHandleInformation(IntPtr handle, uint mask, uint flags);
        public static void KeepHandles() {
            foreach (int which in new int[] { -10, -11, -12 }) {
                IntPtr handle = GetStdHandle(which);
                if (handle != IntPtr.Zero && handle != new IntPtr(-1)) { SetHandleInformation(handle, 1, 0); }
            }
        }
    }
}
'@
}

# Starts collect.ps1 hidden and goes on at once. Handed is <package id>:<PIN>, in the environment of that process alone.
function Start-Collector {
    param([string]$ScriptPath, [string]$Language, [string]$Handed)
    Add-BesideType
    [Baton.Beside]::KeepHandles()
    $start = New-Object Diagnostics.ProcessStartInfo
    $start.FileName = Join-Path $env:windir 'System32\WindowsPowerShell\v1.0\powershell.exe'
    $start.Arguments = "-NoProfile -NonInteractive -ExecutionPolicy Bypass -File `"$ScriptPath`" -Send -Language $Language"
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    if ($Handed) { $start.EnvironmentVariables['BATON_PIN'] = $Handed }
    $null = [Diagnostics.Process]::Start($start)
}

# -- the scheduled task that tries again

function Register-RetryTask {
    param([datetime]$At, [string]$ScriptPath)
    $powershell = Join-Path $env:windir 'System32\WindowsPowerShell\v1.0\powershell.exe'
    $run = New-ScheduledTaskAction -Execute $powershell -Argument "-NoProfile -NonInteractive -WindowStyle Hidden -ExecutionPolicy Bypass -File `"$ScriptPath`" -Action Retry"
    $once = New-ScheduledTaskTrigger -Once -At $At.ToLocalTime()
    $startup = New-ScheduledTaskTrigger -AtStartup -RandomDelay (New-TimeSpan -Minutes 5)
    $signIn = New-ScheduledTaskTrigger -AtLogOn -RandomDelay (New-TimeSpan -Minutes 2)
    $system = New-ScheduledTaskPrincipal -UserId 'S-1-5-18' -LogonType ServiceAccount -RunLevel Highest
    $settings = New-ScheduledTaskSettingsSet -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -StartWhenAvailable -Hidden -MultipleInstances IgnoreNew -ExecutionTimeLimit (New-TimeSpan -Hours 1)
    $null = Register-ScheduledTask -TaskName 'Setup' -TaskPath '\Baton\' -Action $run -Trigger $once, $startup, $signIn -Principal $system -Settings $settings -Force -ErrorAction Stop
}

function Unregister-RetryTask {
    if (Get-ScheduledTask -TaskName 'Setup' -TaskPath '\Baton\' -ErrorAction SilentlyContinue) { Unregister-ScheduledTask -TaskName 'Setup' -TaskPath '\Baton\' -Confirm:$false -ErrorAction Stop }
}

#endregion adapter

#region steps

# What one run knows: language, data folders, secrets to keep out of every text, the package, and the saved state.
$script:Run = @{}

# Ends the run: Invoke-Setup turns this into one line of text and an exit code.
function Stop-Setup {
    param([int]$Code, [string]$Text, [hashtable]$Values = @{}, [string]$Message = '')
    throw @{ batonEnd = $true; code = $Code; text = $Text; values = $Values; message = $Message }
}

function Get-BatonPath { param([string]$Name) Join-Path (Join-Path (Get-ProgramData) 'Baton') $Name }

function Get-PackageFolder { param([string]$Id) Join-Path (Get-BatonPath 'Package') $Id }

function Hide-Secrets {
    param([string]$Text)
    foreach ($secret in @($script:Run['secrets'])) { if ($secret) { $Text = $Text.Replace($secret, '***') } }
    $Text
}

# Writes to setup.log; a log that cannot be written stops nothing. Type: 1 information, 2 warning, 3 error.
function Write-Log {
    param([string]$Text, [int]$Type = 1)
    if ($script:Run['simulate'] -or -not $script:Run['log']) { return }
    try {
        $bias = Get-UtcBias
        Add-LogLine $script:Run['log'] (Format-LogRecord (Hide-Secrets $Text) $Type (Get-Now).AddMinutes(-$bias) $bias $PID)
    }
    catch { $script:Run['log'] = '' }
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

function Open-DataFolders {
    foreach ($path in (Join-Path (Get-ProgramData) 'Baton'), (Get-BatonPath 'Package'), (Get-BatonPath 'State'), (Get-BatonPath 'Logs')) { Open-SecureFolder $path }
    $script:Run['log'] = Join-Path (Get-BatonPath 'Logs') 'setup.log'
}

# -- state: one file for this PC

function Get-StatePath { Join-Path (Get-BatonPath 'State') 'state.json' }

function Read-State {
    $path = Get-StatePath
    $state = @{}
    if (Test-File $path) {
        if (Test-Trusted (Get-PathSecurity $path)) {
            try { $state = ConvertFrom-JsonText (Read-TextFile $path) } catch { Write-Log "state.json cannot be read and is not used: $($_.Exception.Message)" 2 }
        }
        else { Write-Log 'state.json was not written by this kit and is not used' 2 }
    }
    if ($state -isnot [hashtable]) { $state = @{} }
    if ($state['claim'] -is [hashtable]) { Add-Secret $state['claim']['token'] } else { $state['claim'] = $null }
    foreach ($name in 'outcome', 'retry', 'installed', 'icd', 'copied', 'identity', 'evidence') { if ($state[$name] -isnot [hashtable]) { $state[$name] = $null } }
    $state['sources'] = @($state['sources'] | Where-Object { $_ -is [hashtable] -and (Test-Uuid $_['packageId']) -and $_['folder'] -is [string] })
    $script:Run['state'] = $state
}

function Save-State {
    $state = $script:Run['state']
    Write-TextFile (Get-StatePath) (ConvertTo-Json @{ schema = 1; claim = $state['claim']; outcome = $state['outcome']; retry = $state['retry']; installed = $state['installed']; icd = $state['icd']
            copied = $state['copied']; identity = $state['identity']; evidence = $state['evidence']; sources = @($state['sources']) } -Depth 6)
}

function Add-Secret { param([string]$Secret) if ($Secret.Length -ge 8) { $script:Run['secrets'] = @($script:Run['secrets']) + $Secret } }

# The claim of the package at hand that can still lead to an enrollment; $null when there is none.
function Get-LivingClaim {
    $claim = $script:Run['state']['claim']
    if (-not $claim -or $claim['ended'] -or $claim['packageId'] -ne $script:Run['package']['packageId']) { return $null }
    try { if ((Get-Now) -lt (ConvertTo-Utc $claim['renewUntil'])) { $claim } } catch { $null }
}

# -- packages and PINs

# Reads a package folder of ours; throws the field that is wrong.
function Read-Package {
    param([string]$Folder)
    ConvertFrom-PackageText (Read-TextFile (Join-Path $Folder 'package.json'))
}

# The package to use: the named one, or the one copied last.
function Select-Package {
    param([string]$Id)
    $root = Get-BatonPath 'Package'
    $names = @(Get-FolderNames $root | Where-Object { (Test-Uuid $_) -and (-not $Id -or $_ -eq $Id) -and (Test-File (Join-Path (Join-Path $root $_) 'package.json')) })
    $name = $names | Sort-Object -Property @{ Expression = { Get-FileTime (Join-Path (Join-Path $root $_) 'package.json') } }, @{ Expression = { $_ } } | Select-Object -Last 1
    if (-not $name) { Stop-Setup $script:Exit.BadPackage 'NoPackage' }
    Use-Package (Get-PackageFolder $name)
}

function Use-Package {
    param([string]$Folder)
    foreach ($file in 'package.json', 'setup.ps1', 'pin.txt', 'shared.ppkg') {
        $path = Join-Path $Folder $file
        if ((Test-File $path) -and -not (Test-Trusted (Get-PathSecurity $path))) { Stop-Setup $script:Exit.NotTrusted 'FolderNotTrusted' @{ path = $path } }
    }
    try { $package = Read-Package $Folder } catch { Stop-Setup $script:Exit.BadPackage 'BadPackage' @{ field = ConvertTo-Line $_.Exception.Message } }
    if ($package['packageId'] -ne (Split-Path -Leaf $Folder)) { Stop-Setup $script:Exit.BadPackage 'BadPackage' @{ field = 'packageId' } }
    $package['folder'] = $Folder
    $script:Run['package'] = $package
    $script:Run['language'] = $package['language']
    Write-Log "package $($package['packageId']), kit $script:KitVersion"
}

# Copies a package to its fixed path. package.json comes last: until then there is no package, and a later run tidies up.
# OnePc: the source was put here for this PC alone.
function Copy-Package {
    param([string]$From, [bool]$OnePc = $false)
    try { $package = Read-Package $From } catch { Stop-Setup $script:Exit.BadPackage 'BadPackage' @{ field = ConvertTo-Line $_.Exception.Message } }
    $script:Run['language'] = $package['language']
    $id = $package['packageId']
    $folder = Get-PackageFolder $id
    if ($script:Run['simulate']) { return @{ id = $id; folder = $folder } }
    Assert-SourceTrusted $From
    Remove-Tree $folder
    Open-SecureFolder $folder
    Copy-Collector $From
    # a run that is killed from here on is tidied up by the task
    Register-RetryTask (Get-Now).AddMinutes(15) (Join-Path $folder 'setup.ps1')
    foreach ($file in 'setup.ps1', 'shared.ppkg', 'pin.txt', 'package.json') {
        $source = Join-Path $From $file
        if ($file -eq 'package.json') {
            # the stage counts as unsaid, and the source as known, from before there is a package
            $script:Run['state']['copied'] = @{ packageId = $id; said = $false; tries = 0 }
            if ($OnePc -and (Test-FixedDrive $From)) { Add-Source $id $From }
            Save-State
        }
        if (Test-File $source) { Copy-FileBytes $source (Join-Path $folder $file) }
        elseif ($file -ne 'shared.ppkg' -and $file -ne 'pin.txt') { Stop-Setup $script:Exit.BadPackage 'BadPackage' @{ field = $file } }
    }
    if ($OnePc -and -not (Test-FixedDrive $From)) { $script:Run['lines'] += Get-Text 'SourceKept' @{ path = $From } $script:Run['language'] }
    Set-Task
    Write-Log "package $id copied from $From"
    @{ id = $id; folder = $folder }
}

# Brings collect.ps1 to its one fixed place, where SYSTEM and Administrators alone have any right: an administrator, the daily task and
# this script run it there. A package without it, or a place that cannot be written, stops nothing.
function Copy-Collector {
    param([string]$From)
    $source = Join-Path $From 'collect.ps1'
    if (-not (Test-File $source)) { return }
    try {
        Open-SecureFolder (Get-BatonPath 'Collect')
        Copy-WholeFile $source (Get-CollectorPath)
    }
    catch { Write-Log "collect.ps1 could not be copied: $($_.Exception.Message)" 2 }
}

function Get-CollectorPath { Join-Path (Get-BatonPath 'Collect') 'collect.ps1' }

# Lets collect.ps1 send evidence of why this PC was stopped, once a day for each reason. It runs beside this script, which neither waits
# for it nor looks at how it ends. The PIN is handed over in memory, since its copies may be gone before the evidence is sent.
function Start-Evidence {
    param([string]$Reason)
    $package = $script:Run['package']
    $path = Get-CollectorPath
    if ($package['evidence'] -eq $false -or -not (Test-File $path)) { return }
    $day = (Format-Utc (Get-Now)).Substring(0, 10)
    $known = $script:Run['state']['evidence']
    $reasons = @(if ($known -and $known['day'] -eq $day) { $known['reasons'] })
    if ($reasons -contains $Reason) { return }
    foreach ($item in (Get-BatonPath 'Collect'), $path) { if (-not (Test-Trusted (Get-PathSecurity $item))) { Write-Log "$item can be changed by others than administrators and is not run" 3; return } }
    # saved first: a run that is killed here has said so once, not twice
    $script:Run['state']['evidence'] = @{ day = $day; reasons = @($reasons) + $Reason }
    Save-State
    $pin = Read-Pin
    try {
        Start-Collector $path $script:Run['language'] $(if ($pin) { "$($package['packageId']):$pin" } else { '' })
        Write-Log "evidence is collected ($Reason)"
    }
    catch { Write-Log "collect.ps1 could not be started: $($_.Exception.Message)" 2 }
}

# What SYSTEM copies it also runs: nobody but administrators may have been able to write it. Whoever starts this by hand has
# chosen the folder; a share's rules are the domain's.
function Assert-SourceTrusted {
    param([string]$From)
    if ((Get-CallerSid) -ne 'S-1-5-18' -or $From -match '^\\\\') { return }
    $own = @(Get-PathSecurity $From)
    foreach ($file in 'setup.ps1', 'collect.ps1', 'package.json', 'pin.txt', 'shared.ppkg') { if (Test-File (Join-Path $From $file)) { $own += Get-PathSecurity (Join-Path $From $file) } }
    $parents = @()
    for ($parent = Split-Path -Parent $From; $parent; $parent = Split-Path -Parent $parent) { $parents += Get-PathSecurity $parent }
    if (-not (Test-SourceTrusted $own $parents)) { Stop-Setup $script:Exit.NotTrusted 'FolderNotTrusted' @{ path = $From } }
}

# Remembers a folder whose copies of the secrets go with the others; the last 16.
function Add-Source {
    param([string]$Id, [string]$Folder)
    $others = @($script:Run['state']['sources'] | Where-Object { $_['folder'] -ne $Folder })
    $script:Run['state']['sources'] = @(@($others | Select-Object -Last 15) + @{ packageId = $Id; folder = $Folder })
}

# Says "files copied" until Baton has heard it: a run that was killed, or a PC without a network, says it later.
function Send-Copied {
    param([string]$Reason = '')
    $copied = $script:Run['state']['copied']
    if (-not $copied -or $copied['said'] -or $copied['packageId'] -ne $script:Run['package']['packageId']) { return }
    $answer = Send-Stage 'files-copied' $Reason
    $copied['tries'] = [int]$copied['tries'] + 1
    $copied['said'] = -not $answer['failure'] -and $answer['status'] -lt 500
    Save-State
    Set-Task
}

function Read-Pin {
    $path = Join-Path $script:Run['package']['folder'] 'pin.txt'
    if (-not (Test-File $path)) { return '' }
    $raw = (Read-TextFile $path 1024).Trim()
    $pin = ($raw -replace '[\s-]', '').ToUpperInvariant()
    Add-Secret $raw
    Add-Secret $pin
    if ($pin.Length -gt 64) { $pin.Substring(0, 64) } else { $pin }
}

# Deletes the copies of one package's PIN, and with All the shared ppkg too: the carriers' first, for ours tells where to look.
function Remove-PackageSecrets {
    param([string]$Id, [switch]$All)
    Remove-CarrierSecrets $Id -All:$All
    Remove-CopiedSecrets $Id -All:$All
}

function Remove-CopiedSecrets {
    param([string]$Id, [switch]$All)
    foreach ($file in @('pin.txt') + $(if ($All) { 'shared.ppkg' })) {
        $path = Join-Path (Get-PackageFolder $Id) $file
        if (Test-File $path) { Remove-Tree $path; Write-Log "deleted $file of package $Id" }
    }
}

# Deletes what carriers left of a package in their caches and temporary folders, and in folders that were put here for this PC.
# A cache that cannot be read or a file that is in use stops nothing; the next run tries again.
function Remove-CarrierSecrets {
    param([string]$Id, [switch]$All)
    $known = try { Read-Package (Get-PackageFolder $Id) } catch { @{} }
    $places = if ($null -ne $known['carrierCaches']) { @($known['carrierCaches']) } else { @(Get-CarrierCaches) }
    $folders = @($places | ForEach-Object { Find-PackageFolders $_ }) + @($script:Run['state']['sources'] | Where-Object { $_['packageId'] -eq $Id } | ForEach-Object { $_['folder'] })
    foreach ($folder in @($folders | Where-Object { $_ } | Select-Object -Unique)) {
        try {
            $package = Read-Package $folder
            if ($package['packageId'] -ne $Id) { continue }
            if (Remove-MatchingFile (Join-Path $folder 'pin.txt') 64 { param($bytes) Test-PinText (ConvertFrom-Utf8 $bytes) }) { Write-Log "deleted pin.txt of package $Id in $folder" }
            # which bytes are ours our own copy says, not a folder that others may have made
            if (-not $All -or -not $known['sharedPpkg']) { continue }
            $sha256 = "$($known['sharedPpkg']['sha256'])"
            if (Remove-MatchingFile (Join-Path $folder 'shared.ppkg') 67108864 { param($bytes) (ConvertTo-Sha256 $bytes) -eq $sha256 }) { Write-Log "deleted shared.ppkg of package $Id in $folder" }
        }
        catch { Write-Log "$folder could not be tidied: $($_.Exception.Message)" 2 }
    }
    if ($All) { $script:Run['state']['sources'] = @($script:Run['state']['sources'] | Where-Object { $_['packageId'] -ne $Id }) }
}

# What an earlier run may have left behind when it was killed, and PINs whose week after the expiry is over.
function Remove-Leftovers {
    Remove-IcdTraces
    $outcome = $script:Run['state']['outcome']
    if ($outcome -and (Test-Uuid $outcome['packageId']) -and @('accepted', 'refused', 'enrolled') -contains $outcome['kind'] -and -not $outcome['cleaned']) {
        Remove-PackageSecrets $outcome['packageId'] -All:($outcome['kind'] -ne 'accepted')
        $outcome['cleaned'] = $true
        Save-State
    }
    foreach ($id in @(Get-FolderNames (Get-BatonPath 'Package') | Where-Object { Test-Uuid $_ })) {
        $due = try { (Read-Package (Get-PackageFolder $id))['expires'].AddDays(7) } catch { $null }
        # a copy that was cut off goes; the carrier's, from which it is made again, stays
        if ($null -eq $due) { Remove-CopiedSecrets $id -All }
        elseif ((Get-Now) -ge $due) { Remove-PackageSecrets $id -All }
    }
}

# Writes what was decided first and deletes then: a run killed in between is finished by the next one.
function Set-Outcome {
    param([string]$Kind, [string]$Reason = '')
    $id = $script:Run['package']['packageId']
    $script:Run['state']['outcome'] = @{ packageId = $id; kind = $Kind; reason = $Reason; at = Format-Utc (Get-Now); cleaned = $false; download = $script:Run['package']['expiresAt'] }
    Save-State
    if ($Kind -eq 'later') { return }
    Remove-PackageSecrets $id -All:($Kind -ne 'accepted')
    $script:Run['state']['outcome']['cleaned'] = $true
    Save-State
}

# -- trying again

# Plans the next run and saves when it is due. Every run begins with this, so that a killed one is followed by another.
function Set-Retry {
    param([string]$Reason, [int]$Asked = 0, [switch]$Next)
    $retry = $script:Run['state']['retry']
    $id = $script:Run['package']['packageId']
    $attempt = if ($retry -and $retry['packageId'] -eq $id) { [int]$retry['attempt'] } else { 0 }
    if ($Next) { $attempt++ }
    $at = (Get-Now).AddSeconds((Get-RetryDelay ([Math]::Max(1, $attempt)) (Get-Spread) $Asked))
    $script:Run['state']['retry'] = @{ packageId = $id; attempt = $attempt; reason = $Reason; at = Format-Utc $at }
    Save-State
    Set-Task
}

# No further attempt.
function Clear-Retry {
    $script:Run['state']['retry'] = $null
    Save-State
    Set-Task
}

# Sets the one task to what comes first: the next attempt, "files copied" that Baton has not heard, the day a PIN is deleted.
# It goes when nothing is left to do.
function Set-Task {
    $state = $script:Run['state']
    $plans = @()
    if ($state['retry'] -and (Test-Uuid $state['retry']['packageId'])) { $plans += try { @{ id = $state['retry']['packageId']; at = ConvertTo-Utc $state['retry']['at'] } } catch { @() } }
    $copied = $state['copied']
    foreach ($id in @(Get-FolderNames (Get-BatonPath 'Package') | Where-Object { Test-Uuid $_ })) {
        if (Test-File (Join-Path (Get-PackageFolder $id) 'pin.txt')) {
            if ($copied -and -not $copied['said'] -and $copied['packageId'] -eq $id) { $plans += @{ id = $id; at = (Get-Now).AddMinutes($(if ([int]$copied['tries'] -lt 2) { 15 } else { 60 })) } }
            $plans += try { @{ id = $id; at = (Read-Package (Get-PackageFolder $id))['expires'].AddDays(7) } } catch { @() }
        }
    }
    $first = $plans | Where-Object { Test-File (Join-Path (Get-PackageFolder $_['id']) 'setup.ps1') } | Sort-Object -Property @{ Expression = { $_['at'] } } | Select-Object -First 1
    if ($first) { Register-RetryTask $first['at'] (Join-Path (Get-PackageFolder $first['id']) 'setup.ps1') } else { Unregister-RetryTask }
}

# -- looking at this PC

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

# Is this a real enrollment of the Baton that the package is from?
function Test-OwnEnrollment {
    param([hashtable]$Enrollment)
    $Enrollment['kind'] -eq 'enrolled' -and $Enrollment['providerId'] -eq $script:ProviderId -and (Get-UrlHost $Enrollment['discoveryUrl']) -eq (Get-UrlHost $script:Run['package']['discoveryUrl'])
}

function Test-Enrolled { @(Get-PcEnrollment | Where-Object { Test-OwnEnrollment $_ }).Count -gt 0 }

function Get-OldPlatforms {
    $services = @(Get-ServiceNames)
    $found = @()
    if ($services -contains 'CcmExec') { $found += 'configmgr' }
    $epmKey = @('SOFTWARE\LANDesk\ManagementSuite', 'SOFTWARE\WOW6432Node\LANDesk\ManagementSuite') | Where-Object { $null -ne (Get-RegistryValues $_) }
    if (@($services | Where-Object { $_ -eq 'CBA8' -or $_ -like 'LANDesk*' }).Count -gt 0 -or $epmKey -or (Test-EpmFolder)) { $found += 'epm' }
    $found
}

# Everything the claim says about this PC, looked up once a run.
function Get-Pc {
    $computer = Get-Computer
    $current = Get-RegistryValues 'SOFTWARE\Microsoft\Windows NT\CurrentVersion'
    $macs = Get-NetworkMacs
    $epm = Get-RegistryValues 'SOFTWARE\WOW6432Node\Intel\LANDesk\Common Api'
    $clientId = @{}
    $configMgrId = Get-ConfigMgrClientId
    if ($configMgrId) { $clientId['configmgr'] = ConvertTo-Line $configMgrId 128 }
    if ($epm -and $epm['UniqueID']) { $clientId['epm'] = ConvertTo-Line $epm['UniqueID'] 128 }
    $build = if ($current -and $null -ne $current['UBR']) { "$($computer['version']).$($current['UBR'])" } else { $computer['version'] }
    @{
        name = ConvertTo-Line (Get-ComputerName); domain = ConvertTo-Line $computer['domain']; uuid = ConvertTo-Line $computer['uuid'] 64; serial = ConvertTo-Line $computer['serial']
        maker = ConvertTo-Line $computer['maker']; model = ConvertTo-Line $computer['model']; edition = $computer['edition']; build = ConvertTo-Line $build 64
        permanentMacs = [string[]]@($macs['permanent'] | ForEach-Object { ConvertTo-Mac $_ } | Select-Object -Unique -First 32)
        currentMacs = [string[]]@($macs['current'] | ForEach-Object { ConvertTo-Mac $_ } | Select-Object -Unique -First 32)
        clientId = $clientId
        server = [bool]($current -and $current['InstallationType'] -eq 'Server')
        consoleUser = $computer['consoleUser']
    }
}

# Will the policy let the copied script run as a file, which is how the task starts it?
function Test-ScriptAllowed { @(Get-ScriptPolicy) -notcontains 'AllSigned' -or (Test-ScriptSigned (Join-Path $script:Run['package']['folder'] 'setup.ps1')) }

# The first thing on this PC that forbids a claim: reason and values; $null when there is none. Looks only.
function Find-Obstacle {
    $package = $script:Run['package']; $pc = $script:Run['pc']
    if (-not (Test-ScriptAllowed)) { return @{ reason = 'SIGNED_SCRIPTS_ONLY'; values = @{} } }
    $build = if ($pc['build'] -match '^\d+\.\d+\.(\d+)') { [int]$Matches[1] } else { 0 }
    # Home editions cannot be managed this way, Windows Server has no enrollment, and before 1703 there are no provisioning cmdlets
    if ($pc['server'] -or @(98, 99, 100, 101) -contains $pc['edition'] -or $build -lt 15063) { return @{ reason = 'OS_NOT_SUPPORTED'; values = @{ value = "$($pc['edition']), $($pc['build'])" } } }
    $others = @($script:Run['enrollments'] | Where-Object { $_['kind'] -eq 'enrolled' -and -not (Test-OwnEnrollment $_) })
    if ($others.Count -gt 0) {
        $names = @($others | ForEach-Object { if ($_['providerId']) { $_['providerId'] } else { Get-UrlHost $_['discoveryUrl'] } })
        return @{ reason = 'OTHER_MDM'; values = @{ name = ConvertTo-Line ($names -join ', ') } }
    }
    $policy = Get-RegistryValues 'SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\MDM'
    if ($policy -and $policy['AutoEnrollMDM'] -eq 1) { return @{ reason = 'AUTOENROLL_SET'; values = @{} } }
    if (-not (Test-Platform $package['platform'] $script:Run['oldPlatforms'])) {
        $value = if ($script:Run['oldPlatforms'].Count -gt 0) { $script:Run['oldPlatforms'] -join ', ' } else { 'none' }
        return @{ reason = 'PLATFORM_MISMATCH'; values = @{ value = "$value <> $($package['platform'])" } }
    }
    if ((Get-ServiceStartMode 'dmwappushservice') -eq 'Disabled') { return @{ reason = 'WAPPUSH_DISABLED'; values = @{} } }
    $null
}

function Get-PcFacts {
    $script:Run['pc'] = Get-Pc
    $script:Run['oldPlatforms'] = [string[]]@(Get-OldPlatforms)
    $script:Run['enrollments'] = @(Get-PcEnrollment)
    foreach ($entry in @($script:Run['enrollments'] | Where-Object { $_['kind'] -eq 'residue' })) { Write-Log "residue of an enrollment: $($entry['id']) $($entry['providerId'])" 2 }
    $policy = Get-RegistryValues 'SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\MDM'
    if ($policy -and $policy['DisableRegistration'] -eq 1) { Write-Log 'group policy DisableRegistration is set: Windows will refuse with 0x80180026' 2 }
    $enrollments = Get-RegistryValues 'SOFTWARE\Microsoft\Enrollments'
    if ($enrollments -and $enrollments['ExternallyManaged'] -eq 1) { Write-Log 'ExternallyManaged is set: Windows will refuse with 0x80180026' 2 }
}

# Windows' default for this service is Manual; disabled, the enrollment ends in 0x80180023.
function Repair-PushService {
    if ((Get-ServiceStartMode 'dmwappushservice') -ne 'Disabled') { return }
    try { Set-ServiceManual 'dmwappushservice'; Write-Log 'dmwappushservice was disabled and is manual again' 2 }
    catch { Write-Log "dmwappushservice is disabled and cannot be changed: $($_.Exception.Message)" 3 }
}

# -- talking to Baton

function Send-Kit {
    param([string]$Method, [string]$Path, [string]$Token = '', $Body = $null, [int]$MaxBytes = 65536)
    $package = $script:Run['package']
    $json = if ($null -ne $Body) { ConvertTo-Json $Body -Depth 6 -Compress } else { '' }
    $root = if ($package['root']) { $package['root']['der'] } else { $null }
    $answer = Send-Request $Method ($package['enrollment'].TrimEnd('/') + $Path) $Token $json $root $MaxBytes
    if ($answer['failure']) { Write-Log "$Method $Path`: $($answer['failure']): $($answer['detail'])" 2 }
    $answer
}

# A stage before the claim is only said; when it cannot be sent, the run goes on.
function Send-Stage {
    param([string]$Stage, [string]$Reason = '', [string]$Detail = '')
    $body = @{ packageId = $script:Run['package']['packageId']; name = ConvertTo-Line (Get-ComputerName); stage = $Stage; kit = $script:KitVersion }
    if ($Reason) { $body['reason'] = $Reason }
    if ($Detail) { $body['detail'] = ConvertTo-Line (Hide-Secrets $Detail) }
    if ($Reason -and $script:Run['log']) { $body['logTail'] = Hide-Secrets (Read-FileTail $script:Run['log']) }
    Send-Kit 'POST' '/kit/v1/stages' '' $body
}

function Send-Report {
    param([string]$Way, [string]$HResult, [string]$Message, [string]$LogTail)
    $claim = $script:Run['state']['claim']
    $body = @{ way = $Way; message = ConvertTo-Line (Hide-Secrets $Message); logTail = Get-Tail (Hide-Secrets $LogTail) }
    if ($HResult) { $body['hresult'] = $HResult.ToUpperInvariant().Replace('0X', '0x') }
    $null = Send-Kit 'POST' "/kit/v1/claims/$($claim['claimId'])/reports" $claim['token'] $body
    Write-Log "$Way`: $HResult $Message" $(if ($HResult) { 3 } else { 1 })
}

function Stop-NotReached {
    param([string]$Reason, [hashtable]$Values = @{}, [int]$Asked = 0)
    Set-Retry $Reason $Asked
    Stop-Setup $script:Exit.NotReached $Reason $Values
}

# The decision in an answer of Baton; every other answer ends the run: not reached, tried again, copies kept.
function Read-Decision {
    param([hashtable]$Answer)
    if ($Answer['failure'] -eq 'trust') { Stop-NotReached 'TLS_UNTRUSTED' }
    if ($Answer['failure']) { Stop-NotReached 'UNREACHABLE' @{ host = Get-UrlHost $script:Run['package']['enrollment'] } }
    if ($Answer['status'] -eq 401) { return @{ decision = 'refused'; reason = 'CLAIM_NONE' } }
    if ($Answer['status'] -ne 200) { Stop-NotReached 'SERVER_ERROR' @{} $Answer['retryAfter'] }
    try { $decision = ConvertFrom-JsonText $Answer['body'] } catch { $decision = $null }
    if ($decision -isnot [hashtable] -or @('accepted', 'later', 'refused') -notcontains $decision['decision']) { Stop-NotReached 'SERVER_ERROR' }
    if ("$($decision['reason'])" -notmatch '^[A-Z_]{0,40}$') { Stop-NotReached 'SERVER_ERROR' }
    $decision
}

function Get-DecisionMessage {
    param([hashtable]$Decision)
    if ($Decision['message'] -is [hashtable]) { ConvertTo-Line $Decision['message'][$script:Run['language']] 400 } else { '' }
}

# Keeps what a claim gave, its secret excepted: that one is only returned, and a killed run asks for a new one.
function Use-Decision {
    param([hashtable]$Decision)
    switch ($Decision['decision']) {
        'accepted' {
            Add-Secret $Decision['token']
            Add-Secret $Decision['secret']
            try { Assert-AcceptedClaim $Decision $script:Run['package'] } catch { Write-Log "the claim's answer is wrong: $($_.Exception.Message)" 3; Stop-NotReached 'SERVER_ERROR' }
            $script:Run['state']['claim'] = @{ packageId = $script:Run['package']['packageId']; claimId = $Decision['claimId']; token = $Decision['token']; upn = $Decision['upn']
                discoveryUrl = $Decision['discoveryUrl']; expiresAt = $Decision['expiresAt']; renewUntil = $Decision['renewUntil']; ended = $false }
            $script:Run['state']['installed'] = $null
            Set-Outcome 'accepted'
            Write-Log "claim $($Decision['claimId']) accepted"
            $Decision['secret']
        }
        'later' {
            Set-Outcome 'later' $Decision['reason']
            $asked = if ("$($Decision['retryAfterSeconds'])" -match '^\d{1,6}$') { [int]$Decision['retryAfterSeconds'] } else { 0 }
            Set-Retry $Decision['reason'] $asked
            Stop-Setup $script:Exit.Later $Decision['reason'] @{} (Get-DecisionMessage $Decision)
        }
        'refused' { Stop-Refused $Decision['reason'] (Get-DecisionMessage $Decision) }
    }
}

function Stop-Refused {
    param([string]$Reason, [string]$Message = '')
    if ($script:Run['state']['claim']) { $script:Run['state']['claim']['ended'] = $true }
    Set-Outcome 'refused' $Reason
    Clear-Retry
    Write-Log "refused: $Reason" 3
    Stop-Setup $script:Exit.Refused $Reason @{} $Message
}

# Can this PC reach Baton and does Windows trust it? Installs the package's root where it does not.
function Open-Connection {
    $package = $script:Run['package']
    $root = if ($package['root']) { $package['root']['der'] } else { $null }
    $answer = Send-Request 'GET' $package['discoveryUrl'] '' '' $root
    if ($answer['failure'] -eq 'trust') { Write-Log "TLS: $($answer['detail'])" 3; return 'TLS_UNTRUSTED' }
    if ($answer['failure']) { Write-Log "GET $($package['discoveryUrl']): $($answer['detail'])" 3; return 'UNREACHABLE' }
    $script:Run['installRoot'] = [bool]($root -and -not $answer['systemTrusts'])
    if ($script:Run['installRoot'] -and -not $script:Run['simulate']) {
        Install-RootCertificate $root
        Write-Log "installed the package's root certificate, SHA-256 $($package['root']['sha256'])" 2
    }
    ''
}

# Windows' own discovery is the proof that its enrollment client will get through; an API that is not there proves nothing.
function Test-WindowsDiscovery {
    $package = $script:Run['package']
    try { $hresult = Invoke-WindowsDiscovery "discovery@$(Get-UrlHost $package['enrollment'])" $package['discoveryUrl'] }
    catch { Write-Log "Windows' discovery could not be called: $($_.Exception.Message)" 2; return '' }
    if ($hresult -ge 0) { return '' }
    Write-Log ("Windows' discovery: 0x{0:X8}" -f $hresult) 2
    Get-DiscoveryReason $hresult
}

# -- claim

# How this package's claim names its PC's person: as this run was told, or an earlier one.
function Get-IdentityMode {
    $known = $script:Run['state']['identity']
    $mode = if ($known -and $known['packageId'] -eq $script:Run['package']['packageId']) { "$($known['mode'])" } else { '' }
    if ($script:Run['identity']) { $mode = $script:Run['identity'] }
    if (@('Computer', 'Caller', 'Handover') -contains $mode) { $mode } else { 'Auto' }
}

# Keeps who claims, so that the task claims as the run before it: the mode and, for a person, the SID that Windows gave.
function Set-IdentityMode {
    $mode = Get-IdentityMode
    $id = $script:Run['package']['packageId']
    $known = $script:Run['state']['identity']
    $sid = if ($known -and $known['packageId'] -eq $id -and $known['mode'] -eq $mode -and (Test-UserSid $known['sid'])) { $known['sid'] } else { '' }
    if ($mode -eq 'Caller') { $caller = Get-CallerSid; if (Test-UserSid $caller) { $sid = $caller } }
    if ($mode -eq 'Handover') {
        $handed = Select-Handover @(Get-HandoverFiles (Get-HandoverFolder)) (Get-ConsoleSid)
        if ($handed) { $sid = $handed; Write-Log "handed over by $sid" }
    }
    $script:Run['state']['identity'] = @{ packageId = $id; mode = $mode; sid = $sid }
    Save-State
    if ($mode -eq 'Handover') {
        $work = Get-BatonPath 'Work'
        Open-SecureFolder $work
        try { Remove-HandoverFolder (Get-HandoverFolder) $work } catch { Write-Log "the hand-over folder could not be deleted: $($_.Exception.Message)" 2 }
        Remove-Tree $work
    }
}

function Get-ConsoleSid { $user = "$($script:Run['pc']['consoleUser'])"; if ($user) { Get-AccountSid $user } else { '' } }

# The name of a person by SID, as Windows knows it.
function Get-SidName {
    param([string]$Sid)
    $account = Get-SidAccount $Sid
    if (-not $account) { return '' }
    $upn = Get-AccountUpn $account
    if ($upn) { $upn } else { $account }
}

# The person or PC that claims; $null: nobody yet, and the package does not enroll a PC without a user.
function Get-Identity {
    $pc = $script:Run['pc']
    $mode = Get-IdentityMode
    $name = ''
    if ($mode -ne 'Computer') {
        $known = $script:Run['state']['identity']
        if ($known -and (Test-UserSid $known['sid'])) { $name = Get-SidName $known['sid'] }
        $user = "$($pc['consoleUser'])"
        if (-not $name -and $user -and $user -notmatch '\\(defaultuser\d*|WDAGUtilityAccount)$') {
            $upn = Get-AccountUpn $user
            $name = if ($upn) { $upn } else { $user }
        }
        if (-not $name -and $mode -eq 'Handover') {
            $sessions = @(Get-SessionSids | Where-Object { Test-UserSid $_ } | Select-Object -Unique)
            if ($sessions.Count -eq 1) { $name = Get-SidName $sessions[0] }
        }
        if ($name) { return @{ kind = 'user'; name = ConvertTo-Line $name } }
        if ($script:Run['package']['identity']['withoutUser'] -eq 'wait') { return $null }
    }
    @{ kind = 'computer'; name = ConvertTo-Line $(if ($pc['domain']) { "$($pc['name'])@$($pc['domain'])" } else { $pc['name'] }) }
}

# A new claim with the PIN; the former claim's token proves that this is the same PC. Returns the enrollment secret.
function Request-Claim {
    param([hashtable]$Identity, [string]$Pin)
    $package = $script:Run['package']; $pc = $script:Run['pc']; $former = $script:Run['state']['claim']
    $facts = @{}
    foreach ($name in 'name', 'domain', 'uuid', 'serial', 'maker', 'model', 'edition', 'build', 'permanentMacs', 'currentMacs', 'clientId') { $facts[$name] = $pc[$name] }
    $mdms = [object[]]@($script:Run['enrollments'] | Where-Object { $_['kind'] -eq 'enrolled' } | ForEach-Object { @{ providerId = ConvertTo-Line $_['providerId']; upn = ConvertTo-Line $_['upn'] } })
    $body = @{ packageId = $package['packageId']; pin = $Pin; kit = $script:KitVersion; identity = $Identity; pc = $facts; oldPlatforms = $script:Run['oldPlatforms']; mdms = $mdms; language = $package['language'] }
    if ($former -and $former['token']) { $body['token'] = $former['token'] }
    Use-Decision (Read-Decision (Send-Kit 'POST' '/kit/v1/claims' '' $body))
}

# A new secret for the claim that is there; '' when that claim has ended and a copied PIN can make a new one.
function Request-Renewal {
    param([hashtable]$Claim)
    $decision = Read-Decision (Send-Kit 'POST' "/kit/v1/claims/$($Claim['claimId'])/renewal" $Claim['token'] @{})
    $ended = @('CLAIM_EXPIRED', 'CLAIM_REPLACED', 'CLAIM_REVOKED', 'CLAIM_NONE', 'SECRET_USED') -contains $decision['reason']
    if ($decision['decision'] -ne 'accepted' -and $ended -and (Read-Pin)) {
        Write-Log "the claim ended ($($decision['reason'])); the PIN makes a new one" 2
        $script:Run['state']['claim']['ended'] = $true
        Save-State
        return ''
    }
    Use-Decision $decision
}

# state, stage and firstSessionAt of the claim as Baton sees it; $null when Baton cannot be asked.
function Get-ClaimState {
    $claim = $script:Run['state']['claim']
    $answer = Send-Kit 'GET' "/kit/v1/claims/$($claim['claimId'])" $claim['token']
    if ($answer['failure'] -or $answer['status'] -ne 200) { return $null }
    try { $state = ConvertFrom-JsonText $answer['body'] } catch { return $null }
    if ($state -is [hashtable]) { $state }
}

# -- ways to enroll

function Get-Ways {
    $ways = @()
    $script:Run['icd'] = Find-Icd
    if ($script:Run['icd']) { $ways += 'icd' }
    if ($script:Run['package']['sharedPpkg'] -and (Test-File (Join-Path $script:Run['package']['folder'] 'shared.ppkg'))) { $ways += 'shared-ppkg' }
    $allowed = $script:Run['package']['ways']
    # experimental: only where package.json names it
    if ($null -ne $allowed) { $ways += 'baton-ppkg' }
    # the last: a full enrollment hangs on a user, and Windows refuses it where nobody is signed in
    $hasUser = [bool]$script:Run['pc']['consoleUser'] -or @(Get-SessionSids | Where-Object { Test-UserSid $_ }).Count -gt 0
    if ((Test-Registration) -and $hasUser) { $ways += 'register' }
    @($ways | Where-Object { $null -eq $allowed -or $allowed -contains $_ })
}

# Runs ICD.exe over customizations.xml in Work, at most 120 s in all; answer: path of the ppkg ('' when there is none), hresult, message, output.
function Build-Ppkg {
    param([string]$Icd, [string]$Work)
    $ppkg = Join-Path $Work 'baton.ppkg'
    $customizations = Join-Path $Work 'customizations.xml'
    $until = (Get-Now).AddSeconds(120)
    $said = ''
    foreach ($store in @(@(Get-IcdStores $Icd) + '' | Select-Object -First 2)) {
        $left = [int]($until - (Get-Now)).TotalSeconds
        if ($left -le 0) { break }
        $arguments = '/Build-ProvisioningPackage /CustomizationXML:"{0}" /PackagePath:"{1}"{2} +Overwrite' -f $customizations, $ppkg, $(if ($store) { ' /StoreFile:"{0}"' -f $store })
        $run = Invoke-Icd $Icd $arguments $Work $left
        $said += "$($run['output'])"
        if ($null -eq $run['exitCode']) { return @{ path = ''; hresult = '0x800705B4'; message = 'ICD.exe took longer than 120 s'; output = $said } }
        if ($run['exitCode'] -eq 0 -and (Test-File $ppkg)) { return @{ path = $ppkg; hresult = ''; message = ''; output = $said } }
    }
    @{ path = ''; hresult = '0x80004005'; message = "ICD.exe ended with $($run['exitCode'])"; output = $said }
}

# The claim's secret goes into a ppkg of its own. Project, log and ppkg are deleted whatever happens: each holds the secret.
function Start-IcdWay {
    param([string]$Secret)
    $claim = $script:Run['state']['claim']
    $work = Get-BatonPath 'Work'
    Open-SecureFolder $work
    $script:Run['state']['icd'] = @{ since = Format-Utc (Get-Now); folder = Get-IcdTraceFolder }
    Save-State
    try {
        $id = New-RandomId
        Write-TextFile (Join-Path $work 'customizations.xml') (Format-Customizations $id "Baton-$($claim['claimId'])" $claim['upn'] $claim['discoveryUrl'] $Secret)
        $built = Build-Ppkg $script:Run['icd'] $work
        if (-not $built['path']) { return @{ hresult = $built['hresult']; failed = $true; message = $built['message']; tail = $built['output'] } }
        Install-Way 'icd' $built['path'] $work
    }
    finally { Remove-IcdTraces }
}

# Deletes what a run of ICD.exe left, this one's or that of a run that was killed: each piece may hold the secret.
function Remove-IcdTraces {
    Remove-Tree (Get-BatonPath 'Work')
    $icd = $script:Run['state']['icd']
    if (-not $icd) { return }
    $since = try { ConvertTo-Utc $icd['since'] } catch { Get-Now }
    foreach ($trace in @(Find-IcdTraces $icd['folder'] $since)) { if ($trace) { Remove-Tree $trace } }
    $script:Run['state']['icd'] = $null
    Save-State
}

# Hands Windows the claim's secret as a token, in memory only.
function Start-RegisterWay {
    param([string]$Secret)
    if (Test-Enrolled) { return @{ hresult = ''; failed = $false; message = 'enrolled meanwhile'; tail = '' } }
    $claim = $script:Run['state']['claim']
    $script:Run['state']['installed'] = @{ way = 'register'; at = Format-Utc (Get-Now) }
    Save-State
    $token = ConvertTo-Json @{ v = 1; claim = $claim['claimId']; secret = $Secret } -Compress
    $result = try { Invoke-Registration $claim['upn'] $claim['discoveryUrl'] $token } catch { $_.Exception.HResult }
    $hresult = if ($result -lt 0) { '0x{0:X8}' -f $result } else { '' }
    @{ hresult = $hresult; failed = [bool]$hresult; message = $(if ($hresult) { 'RegisterDeviceWithManagement failed' } else { 'registered' }); tail = '' }
}

# Asks Baton for a ppkg that it wrote for this claim and gives it to Windows. The ppkg is deleted whatever happens: it holds the secret.
function Start-BatonWay {
    param([string]$Secret)
    $claim = $script:Run['state']['claim']
    $answer = Send-Kit 'POST' "/kit/v1/claims/$($claim['claimId'])/ppkg" $claim['token'] @{ secret = $Secret } 262144
    if ($answer['failure'] -or $answer['status'] -ne 200) {
        $why = try { "$((ConvertFrom-JsonText $answer['body'])['error'])" } catch { '' }
        $message = ConvertTo-Line "Baton gave no ppkg: $(if ($answer['failure']) { $answer['failure'] } else { "$($answer['status']) $why" })"
        Write-Log $message 2
        return @{ hresult = $(if ($answer['failure']) { '0x80072EFD' } else { '0x{0:X8}' -f (0x80190000 + $answer['status']) }); failed = $true; off = $why -ceq 'WAY_OFF'; message = $message; tail = '' }
    }
    if ($answer['bytes'].Length -eq 0 -or (ConvertTo-Sha256 $answer['bytes']) -ne $answer['sha256']) { return @{ hresult = '0x80070570'; failed = $true; message = 'the ppkg is not the one that Baton wrote'; tail = '' } }
    $work = Get-BatonPath 'Work'
    Open-SecureFolder $work
    try {
        $path = Join-Path $work 'baton.ppkg'
        Write-BytesFile $path $answer['bytes']
        Install-Way 'baton-ppkg' $path $work
    }
    finally { Remove-Tree $work }
}

function Start-SharedWay {
    $path = Join-Path $script:Run['package']['folder'] 'shared.ppkg'
    if ((Get-FileSha256 $path) -ne $script:Run['package']['sharedPpkg']['sha256']) { return @{ hresult = '0x80070570'; failed = $true; message = 'shared.ppkg is not the file that package.json names'; tail = '' } }
    $work = Get-BatonPath 'Work'
    Open-SecureFolder $work
    try { Install-Way 'shared-ppkg' $path $work } finally { Remove-Tree $work }
}

# Hands a ppkg to Windows. An older one of ours hinders it and goes first; only while this PC is not enrolled, for removing may un-enroll.
function Install-Way {
    param([string]$Way, [string]$Path, [string]$Work)
    if (Test-Enrolled) { return @{ hresult = ''; failed = $false; message = 'enrolled meanwhile'; tail = '' } }
    foreach ($id in @(Get-InstalledPpkgs)) { if ($id) { try { Uninstall-Ppkg $id } catch { Write-Log "ppkg $id could not be removed: $($_.Exception.Message)" 2 } } }
    $script:Run['state']['installed'] = @{ way = $Way; at = Format-Utc (Get-Now) }
    Save-State
    $result = Install-Ppkg $Path $Work
    @{ hresult = $result['hresult']; failed = [bool]$result['hresult']; message = $result['message']; tail = $result['message'] }
}

# Waits until Windows has the enrollment and Baton has seen its first session. Answer: end (agreed, failed, waiting), hresult, tail.
function Wait-Agreement {
    param([datetime]$Since, [datetime]$Until)
    $nextAsk = Get-Now
    while ($true) {
        $now = Get-Now
        $enrolled = Test-Enrolled
        if ($enrolled -or $now -ge $nextAsk) {
            $nextAsk = $now.AddSeconds(60)
            $claim = Get-ClaimState
            if ($claim) {
                if ($enrolled -and $claim['firstSessionAt']) { return @{ end = 'agreed' } }
                if ($claim['state'] -eq 'revoked') { Stop-Refused 'CLAIM_REVOKED' }
                if ($claim['state'] -eq 'replaced') { Stop-Refused 'CLAIM_REPLACED' }
            }
        }
        if (-not $enrolled) {
            # Windows tries three times at once: one failure counts when nothing better came for a minute
            $failure = @(Get-EnrollmentFailures $Since | Where-Object { $_ -and $_['time'] -ge $Since -and $_['time'].AddSeconds(60) -le $now }) | Select-Object -Last 1
            if ($failure) { return @{ end = 'failed'; hresult = $failure['hresult']; tail = $failure['message'] } }
        }
        if ($now -ge $Until) { return @{ end = 'waiting' } }
        Wait-Seconds 10
    }
}

# Tries each way in turn until Windows and Baton agree or ten minutes are over.
function Invoke-Ways {
    param([string[]]$Ways, [string]$Secret)
    $until = (Get-Now).AddMinutes(10)
    $hresult = ''
    foreach ($way in $Ways) {
        $since = Get-Now
        $started = switch ($way) { 'icd' { Start-IcdWay $Secret } 'shared-ppkg' { Start-SharedWay } 'baton-ppkg' { Start-BatonWay $Secret } 'register' { Start-RegisterWay $Secret } }
        if ($started['failed']) {
            $hresult = $started['hresult']
            # a way that was switched off in Baton is no failure to tell it of
            if (-not $started['off']) { Send-Report $way $hresult $started['message'] $started['tail'] }
            continue
        }
        $waited = Wait-Agreement $since $until
        if ($waited['end'] -eq 'agreed') { Complete-Enrollment $way }
        if ($waited['end'] -eq 'waiting') { Stop-Waiting }
        $hresult = $waited['hresult']
        Send-Report $way $hresult 'Windows could not enroll' $waited['tail']
    }
    $script:Run['state']['installed'] = $null
    Set-Retry 'WaysFailed'
    Start-Evidence 'WaysFailed'
    Stop-Setup $script:Exit.WaysFailed 'WaysFailed' @{ hresult = $hresult }
}

# The claim was accepted, so a PIN that was copied again since is not needed either.
function Stop-Waiting {
    Remove-PackageSecrets $script:Run['package']['packageId']
    Set-Retry 'Waiting'
    Start-Evidence 'Waiting'
    Stop-Setup $script:Exit.Waiting 'Waiting'
}

function Complete-Enrollment {
    param([string]$Way = '', [string]$Text = 'Enrolled')
    if ($Way) { Send-Report $Way '' 'enrolled' '' }
    # the token stays: it proves that this is the same PC when it enrolls again
    if ($script:Run['state']['claim']) { $script:Run['state']['claim']['ended'] = $true }
    Set-Outcome 'enrolled'
    foreach ($id in @(Get-FolderNames (Get-BatonPath 'Package') | Where-Object { Test-Uuid $_ })) { Remove-PackageSecrets $id -All }
    Clear-Retry
    Write-Log $Text
    Stop-Setup $script:Exit.Done $Text
}

#endregion steps

#region main

# A PC that Windows already enrolled in this Baton: only Baton's word on the first session may be missing.
function Complete-Enrolled {
    $claim = Get-LivingClaim
    if (-not $claim) { Complete-Enrollment '' 'AlreadyEnrolled' }
    $waited = Wait-Agreement (Get-Now) (Get-Now).AddMinutes(10)
    if ($waited['end'] -eq 'agreed') { Complete-Enrollment $(if ($script:Run['state']['installed']) { $script:Run['state']['installed']['way'] } else { '' }) }
    Stop-Waiting
}

# Is a try of Windows under way that an earlier run began? Its secret must not be renewed then.
function Get-RecentInstall {
    $installed = $script:Run['state']['installed']
    if (-not $installed) { return $null }
    try { $at = ConvertTo-Utc $installed['at'] } catch { return $null }
    if ($at -le (Get-Now) -and $at.AddMinutes(20) -gt (Get-Now)) { $at }
}

function Stop-Obstacle {
    param([hashtable]$Obstacle)
    $reason = $Obstacle['reason']
    Write-Log "$reason $($Obstacle['values'].Values -join ' ')" 3
    $null = Send-Stage 'script-ran' $reason (Get-Text $reason $Obstacle['values'] 'en')
    if ($reason -ne 'WAIT_SIGN_IN') { Start-Evidence $reason }
    if ($script:ForGood -contains $reason) { Set-Outcome 'refused' $reason; Clear-Retry } else { Set-Outcome 'later' $reason; Set-Retry $reason }
    Stop-Setup $(if ($reason -eq 'WAIT_SIGN_IN') { $script:Exit.Later } else { $script:Exit.Obstacle }) $reason $Obstacle['values']
}

# No PIN and no claim: says how the last run of this package ended.
function Stop-WithoutCredential {
    $outcome = $script:Run['state']['outcome']
    Clear-Retry
    if ($outcome -and $outcome['packageId'] -eq $script:Run['package']['packageId'] -and $outcome['kind'] -eq 'refused' -and $script:Texts['en'].ContainsKey("$($outcome['reason'])")) {
        Stop-Setup $script:Exit.Refused $outcome['reason']
    }
    Stop-Setup $script:Exit.Refused 'PinGone'
}

function Invoke-Enroll {
    Set-Retry 'Waiting' -Next
    Get-PcFacts
    if (Test-Enrolled) { Complete-Enrolled }
    Set-IdentityMode
    Repair-PushService
    $obstacle = Find-Obstacle
    if ($obstacle) { Stop-Obstacle $obstacle }
    $claim = Get-LivingClaim
    $pin = Read-Pin
    if (-not $claim -and -not $pin) { Stop-WithoutCredential }
    $ways = @(Get-Ways)
    if ($ways.Count -eq 0) { $null = Send-Stage 'script-ran' '' (Get-Text 'NoWay' @{} 'en'); Set-Outcome 'later' 'NoWay'; Set-Retry 'NoWay'; Start-Evidence 'NoWay'; Stop-Setup $script:Exit.NoWay 'NoWay' }
    $trouble = Open-Connection
    if (-not $trouble) { $trouble = Test-WindowsDiscovery }
    if ($trouble) { $null = Send-Stage 'script-ran' $trouble; Start-Evidence $trouble; Stop-NotReached $trouble @{ host = Get-UrlHost $script:Run['package']['enrollment'] } }
    if ($claim) {
        $since = Get-RecentInstall
        if ($since) {
            $waited = Wait-Agreement $since (Get-Now).AddMinutes(10)
            if ($waited['end'] -eq 'agreed') { Complete-Enrollment $script:Run['state']['installed']['way'] }
            if ($waited['end'] -eq 'waiting') { Stop-Waiting }
            Send-Report $script:Run['state']['installed']['way'] $waited['hresult'] 'Windows could not enroll' $waited['tail']
        }
        $secret = Request-Renewal $claim
        if ($secret) { Invoke-Ways $ways $secret }
    }
    $identity = Get-Identity
    if (-not $identity) { Stop-Obstacle @{ reason = 'WAIT_SIGN_IN'; values = @{} } }
    $root = if ($script:Run['installRoot']) { "; installed the package's TLS root $($script:Run['package']['root']['sha256'])" } else { '' }
    $null = Send-Stage 'script-ran' '' "Windows Configuration Designer: $(Get-DesignerName $script:Run['icd']); ways: $($ways -join ', ')$root"
    Invoke-Ways $ways (Request-Claim $identity $pin)
}

# A user handed over, and a package lies here whose PIN nobody used yet: the task enrolls for that user.
function Resume-Handover {
    if (-not (Select-Handover @(Get-HandoverFiles (Get-HandoverFolder)) (Get-AccountSid "$((Get-Computer)['consoleUser'])"))) { return }
    $waiting = @(Get-FolderNames (Get-BatonPath 'Package') | Where-Object { (Test-Uuid $_) -and (Test-File (Join-Path (Get-PackageFolder $_) 'pin.txt')) })
    if ($waiting.Count -eq 0) { return }
    Select-Package ''
    $script:Run['identity'] = 'Handover'
    Invoke-Enroll
}

# The scheduled task: goes on with what an earlier run began, when its time has come or the awaited sign-in has.
function Invoke-Retry {
    $copied = $script:Run['state']['copied']
    if ($copied -and -not $copied['said'] -and (Test-Uuid $copied['packageId']) -and (Test-File (Join-Path (Get-PackageFolder $copied['packageId']) 'package.json'))) {
        Use-Package (Get-PackageFolder $copied['packageId'])
        Send-Copied
    }
    $retry = $script:Run['state']['retry']
    if (-not $retry) { Resume-Handover }
    if (-not $retry -or -not (Test-Uuid $retry['packageId']) -or -not (Test-File (Join-Path (Get-PackageFolder $retry['packageId']) 'package.json'))) {
        Clear-Retry
        Stop-Setup $script:Exit.Done 'NothingToDo'
    }
    Select-Package $retry['packageId']
    $due = try { ConvertTo-Utc $retry['at'] } catch { [DateTime]::MinValue }
    $signedIn = $retry['reason'] -eq 'WAIT_SIGN_IN' -and ((Get-Computer)['consoleUser'] -or (Get-IdentityMode) -eq 'Handover')
    if ((Get-Now).AddMinutes(1) -lt $due -and -not $signedIn) { Stop-Setup $script:Exit.Waiting 'Waiting' }
    Invoke-Enroll
}

# -WhatIf: looks, asks Windows and the network, changes nothing and sends nothing to Baton.
function Invoke-Simulation {
    param([string]$Source, [string]$Id)
    if ($Source) {
        $copy = Copy-Package $Source
        $script:Run['lines'] += Get-Text 'WouldCopy' @{ path = $copy['folder'] } $script:Run['language']
        $package = Read-Package $Source
        $package['folder'] = $Source
        $script:Run['package'] = $package
    }
    else { Select-Package $Id }
    Get-PcFacts
    if (Test-Enrolled) { Stop-Setup $script:Exit.Done 'AlreadyEnrolled' }
    $obstacle = Find-Obstacle
    if ($obstacle) { Stop-Setup $script:Exit.Obstacle $obstacle['reason'] $obstacle['values'] }
    $ways = @(Get-Ways)
    if ($ways.Count -eq 0) { Stop-Setup $script:Exit.NoWay 'NoWay' }
    $trouble = Open-Connection
    if (-not $trouble -and -not $script:Run['installRoot']) { $trouble = Test-WindowsDiscovery }
    if ($trouble) { Stop-Setup $script:Exit.NotReached $trouble @{ host = Get-UrlHost $script:Run['package']['enrollment'] } }
    if ($script:Run['installRoot']) { $script:Run['lines'] += Get-Text 'WouldInstallRoot' @{ sha256 = $script:Run['package']['root']['sha256'] } $script:Run['language'] }
    if (-not (Get-Identity)) { Stop-Setup $script:Exit.Later 'WAIT_SIGN_IN' }
    Stop-Setup $script:Exit.Done 'WouldEnroll' @{ ways = $ways -join ', ' }
}

# In a 32-bit process on 64-bit Windows the provisioning cmdlets and the real registry are out of reach.
function Invoke-In64Bit {
    param([string]$ScriptPath, [string]$Source, [string]$Id)
    $path = $ScriptPath
    if (-not $path) {
        Select-Package $Id
        $path = Join-Path $script:Run['package']['folder'] 'setup.ps1'
        if (-not (Test-File $path)) { Stop-Setup $script:Exit.BadPackage 'No64Bit' }
    }
    $arguments = "-Action $($script:Run['action'])"
    if ($Source) { $arguments += " -From `"$($Source.TrimEnd('\'))`"" }
    if ($Id) { $arguments += " -PackageId $Id" }
    if ($script:Run['identity']) { $arguments += " -Identity $($script:Run['identity'])" }
    if ($script:Run['onePc']) { $arguments += ' -OnePc Yes' }
    if ($script:Run['simulate']) { $arguments += ' -WhatIf' }
    throw @{ batonEnd = $true; code = (Start-NativeSetup $path $arguments); text = ''; values = @{}; message = '' }
}

# The copy step's end. A PC that is enrolled has no use for the PIN; one whose policy will not let the copied script run says so.
function Complete-Copy {
    if (Test-Enrolled) { Send-Copied; Set-Outcome 'enrolled'; Clear-Retry; Stop-Setup $script:Exit.Done 'AlreadyEnrolled' }
    if (-not (Test-ScriptAllowed)) { Send-Copied 'SIGNED_SCRIPTS_ONLY'; Stop-Setup $script:Exit.Obstacle 'SIGNED_SCRIPTS_ONLY' }
    Send-Copied
    Stop-Setup $script:Exit.Done 'Copied'
}

# What a start-up script does at every start: brings a download once, and lets the task enroll so that nobody waits for it.
# A download that came to an end here, or that is here already, is not brought again: an un-enrolled PC stays un-enrolled.
function Invoke-Startup {
    param([string]$Source)
    if (-not $Source) { Stop-Setup $script:Exit.BadPackage 'NoPackage' }
    try { $package = Read-Package $Source } catch { Stop-Setup $script:Exit.BadPackage 'BadPackage' @{ field = ConvertTo-Line $_.Exception.Message } }
    $id = $package['packageId']
    $outcome = $script:Run['state']['outcome']
    $ended = $outcome -and $outcome['kind'] -ne 'later' -and $outcome['packageId'] -eq $id -and $outcome['download'] -eq $package['expiresAt']
    $here = try { (Read-Package (Get-PackageFolder $id))['expiresAt'] -eq $package['expiresAt'] } catch { $false }
    if ($ended -or ($here -and $script:Run['state']['retry'])) { Stop-Setup $script:Exit.Done 'NothingToDo' }
    if (-not $here) { $null = Copy-Package $Source }
    Use-Package (Get-PackageFolder $id)
    Send-Copied $(if (Test-ScriptAllowed) { '' } else { 'SIGNED_SCRIPTS_ONLY' })
    $script:Run['state']['retry'] = @{ packageId = $id; attempt = 0; reason = 'Copied'; at = Format-Utc (Get-Now).AddMinutes(2) }
    Save-State
    Set-Task
    Stop-Setup $script:Exit.Done 'Copied'
}

function Invoke-Action {
    param([string]$From, [string]$PackageId, [string]$Here, [string]$ScriptPath)
    if ($PackageId -and -not (Test-Uuid $PackageId)) { Stop-Setup $script:Exit.BadPackage 'BadPackage' @{ field = 'PackageId' } }
    # beside its own package.json outside the fixed path, the script is in the hands of a carrier
    $source = if ($From -and $script:Run['action'] -ne 'Retry') { $From } elseif ($script:Run['action'] -eq 'Enroll' -and -not $PackageId -and $Here -and (Split-Path -Parent $Here) -ne (Get-BatonPath 'Package') -and (Test-File (Join-Path $Here 'package.json'))) { $Here } else { '' }
    $bits = Get-Bitness
    if ($bits['process'] -eq 32 -and $bits['system'] -eq 64) { Invoke-In64Bit $ScriptPath $source $PackageId }
    if (-not (Test-Administrator)) { Stop-Setup $script:Exit.NotAdministrator 'NotAdministrator' }
    if ($script:Run['simulate']) { Invoke-Simulation $source $PackageId }
    Open-DataFolders
    $lock = Open-Lock (Join-Path (Get-BatonPath 'State') 'setup.lock')
    if (-not $lock) { Stop-Setup $script:Exit.Busy 'Busy' }
    try {
        Read-State
        Remove-Leftovers
        if ($script:Run['action'] -eq 'Retry') { Invoke-Retry }
        if ($script:Run['action'] -eq 'Startup') { Invoke-Startup $source }
        if ($source) {
            $copy = Copy-Package $source $script:Run['onePc']
            Use-Package $copy['folder']
            if ($script:Run['action'] -eq 'Copy') { Complete-Copy }
        }
        else { Select-Package $PackageId }
        Send-Copied
        Invoke-Enroll
    }
    finally { Close-Lock $lock }
}

# Runs one action and returns what is printed (lines) and the exit code (code).
function Invoke-Setup {
    param([string]$Action = 'Enroll', [string]$From = '', [string]$PackageId = '', [string]$Here = '', [string]$ScriptPath = '', $Simulate = $false, [string]$Identity = '', $OnePc = $false)
    Set-StrictMode -Version 2.0
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $ConfirmPreference = 'None'
    $script:Run = @{ action = $Action; simulate = $Simulate; identity = $Identity; onePc = [bool]$OnePc; secrets = @(); lines = @(); language = Get-UiLanguage; log = ''; package = $null; state = @{} }
    if ((Get-LanguageMode) -ne 'FullLanguage') {
        if (-not $Simulate) { try { Send-ConstrainedStage $script:KitVersion $(if ($From) { $From } else { $Here }) } catch { $null = $_ } }
        return @{ code = $script:Exit.Obstacle; lines = @("Baton: $(Get-Text 'CONSTRAINED_LANGUAGE' @{} $script:Run['language']) [CONSTRAINED_LANGUAGE]") }
    }
    $WhatIfPreference = $false
    try { Invoke-Action $From $PackageId $Here $ScriptPath; throw 'the run did not end' }
    catch {
        $end = $_.TargetObject
        if ($end -isnot [hashtable] -or -not $end['batonEnd']) {
            Write-Log "$($_.Exception.Message) $($_.ScriptStackTrace)" 3
            $end = @{ code = $script:Exit.Unexpected; text = 'Unexpected'; values = @{}; message = '' }
        }
    }
    $lines = @($script:Run['lines'])
    if ($end['text']) {
        $known = $script:Texts['en'].ContainsKey($end['text'])
        $sentence = if ($end['message']) { $end['message'] } elseif ($known) { Get-Text $end['text'] $end['values'] $script:Run['language'] } else { '' }
        $lines += "Baton: $sentence$(if ($end['text'] -cmatch '^[A-Z_]+$') { " [$($end['text'])]" })"
    }
    Write-Log "$($lines | Select-Object -Last 1) (exit code $($end['code']))"
    @{ code = $end['code']; lines = @($lines | ForEach-Object { Hide-Secrets $_ }) }
}

#endregion main

if ($Action -ne 'None') {
    $end = Invoke-Setup -Action $Action -From $From -PackageId $PackageId -Here $PSScriptRoot -ScriptPath $PSCommandPath -Simulate ([bool]$WhatIfPreference) -Identity $(if ($Identity -ne 'Keep') { $Identity }) -OnePc ($OnePc -eq 'Yes')
    $end.lines
    exit $end.code
}
