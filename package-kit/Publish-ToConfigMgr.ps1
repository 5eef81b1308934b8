<#
.SYNOPSIS
    Hands a distribution package to Configuration Manager: package, program, content, recurring deployment, script.
.DESCRIPTION
    Run it in Windows PowerShell 5.1 on a PC with the Configuration Manager console, in the folder of the unzipped package
    (setup.ps1 must lie beside it: its functions read the package). Every action may run again: what is there already is
    left alone, what differs is brought up to date, and nothing that Baton did not make is touched. -WhatIf says what would
    happen and changes nothing. With -ConfigurationDesigner the same is done for Windows Configuration Designer instead, a package
    of its own that has nothing to do with any distribution package. Exit codes: 0 done, 30 a parameter or the package is wrong, 33 no module or no site,
    34 something else bears the name, 35 the script is not approved or cannot be, 40 unexpected.
.PARAMETER Action
    Publish: make everything. Approve: approve the script (not by its author). Run: run the approved script on the
    collection. Remove: undo Publish, the PIN in the source folder first. None: only define the functions.
.PARAMETER SourceFolder
    Publish and Remove: UNC path that the site server reads package sources from; each package gets a folder of its own there.
.PARAMETER ConfigurationDesigner
    Publish, Approve, Run and Remove: ADK's Windows Configuration Designer for PCs that lack it, by configuration-designer.ps1.
.PARAMETER AdkLayoutFolder
    With -ConfigurationDesigner: UNC path of the folder that adksetup.exe /layout filled; it becomes the package's source, and
    configuration-designer.ps1 is the only file that is put there.
.PARAMETER RecurHours
    How often the assignment recurs: "rerun if failed" counts only from the second scheduled run.
.PARAMETER OutsideMaintenanceWindow
    Lets the program run outside maintenance windows: a PIN lives shorter than many of them are apart.
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateSet('Publish', 'Approve', 'Run', 'Remove', 'None')][string]$Action = 'Publish',
    [string]$SiteCode = '',
    [string]$SiteServer = '',
    [string]$SourceFolder = '',
    [string]$CollectionName = '',
    [string]$DistributionPointGroupName = '',
    [string]$PackageFolder = '',
    [ValidateRange(1, 24)][int]$RecurHours = 4,
    [switch]$OutsideMaintenanceWindow,
    [switch]$ConfigurationDesigner,
    [string]$AdkLayoutFolder = ''
)

$BatonPublish = @{ action = $Action; simulate = [bool]$WhatIfPreference; folder = $(if ($PackageFolder) { $PackageFolder } else { $PSScriptRoot }) }
. (Join-Path $PSScriptRoot 'setup.ps1') -Action None

#region texts

$script:PublishTexts = @{
    ja = @{
        Made = '作成: {what}'; Changed = '更新: {what}'; Same = '変更なし: {what}'; Removed = '削除: {what}'; Absent = '存在しません: {what}'; WhatIf = '実行した場合: {what}'
        Files = 'パッケージのファイル {path}'; Package = 'パッケージ「{name}」'; Program = 'プログラム「{name}」'; Content = '配布ポイント グループ「{name}」への配布'
        Deployment = '展開 ({name}、{hours} 時間ごとに繰り返し)'; Deployments = '展開 ({name})'; Script = 'スクリプト「{name}」'; Approval = 'スクリプト「{name}」の承認'; Run = 'コレクション「{name}」でのスクリプトの実行'
        NextApprove = '次の手順: スクリプトの作成者とは別の管理者が [ソフトウェア ライブラリ] > [スクリプト] で「{name}」を承認します (または -Action Approve)。'
        NextRun = '次の手順: [資産とコンプライアンス] > [デバイス コレクション] でコレクションを右クリックし、[スクリプトの実行] を選択します (または -Action Run)。コピーの完了 (Baton の段階「ファイルのコピー」) を確認してから実行してください。'
        NextResult = '結果は [監視] > [スクリプトのステータス] にあります。電源が入っていない PC では実行されないため、後で再度実行してください。終了コード 0 だけが成功です。'
        Expired = '注意: この PIN の期限は {time} に切れています。Baton で [期限を延長] してください。'
        NoPin = 'pin.txt がありません。Baton からもう一度ダウンロードしてください。'
        Parameter = 'パラメーター -{name} が必要です。'; NotUnc = '-{name} には UNC パス (\\server\share\...) を指定してください。サイト サーバーがここからファイルを読み取ります。'
        NotLayout = '{path} は ADK のレイアウト フォルダーではありません。管理者の PC で adksetup.exe /layout を実行して作成してください。'
        DesignerNext = '次の手順: 展開の結果は [監視] > [展開] にあります。終了コード 0 だけが成功です。スクリプト「{name}」を承認して実行すると、Windows 構成デザイナーがあるかどうかを PC ごとに確認できます (0: あり、23: なし)。'
        NotConfigMgr = 'この配布パッケージは Configuration Manager 用ではありません ({value})。'; BadPackage = '配布パッケージを読み取れません ({field})。もう一度ダウンロードしてください。'
        NoModule = 'ConfigurationManager モジュールが見つかりません。Configuration Manager コンソールをインストールした PC で実行してください。'
        NoSite = 'サイト {name} に接続できません: {why}'; NoCollection = 'デバイス コレクション「{name}」がありません。'
        NameTaken = '「{name}」という名前のパッケージが既にありますが、Baton が作成したものではありません。変更しません。'
        NoScript = 'スクリプト「{name}」がありません。先に -Action Publish を実行してください。'
        ScriptDiffers = 'サイトのスクリプト「{name}」は、この配布パッケージの setup.ps1 と同じではありません。承認しません。'
        ScriptUnread = '注意: サイトのスクリプト「{name}」の内容を読み取れないため、比較していません。コンソールで確認してください。'
        OwnScript = 'スクリプト「{name}」の作成者は承認できません。別の管理者が実行してください: {why}'; NotApproved = 'スクリプト「{name}」はまだ承認されていません。'
        Failed = '途中で失敗しました: {why}。原因を解消してもう一度実行すると、続きから処理されます。'
    }
    en = @{
        Made = 'Made: {what}'; Changed = 'Updated: {what}'; Same = 'Unchanged: {what}'; Removed = 'Removed: {what}'; Absent = 'Not there: {what}'; WhatIf = 'What if: {what}'
        Files = 'files of the package in {path}'; Package = 'package "{name}"'; Program = 'program "{name}"'; Content = 'distribution to the group "{name}"'
        Deployment = 'deployment ({name}, recurs every {hours} hours)'; Deployments = 'deployment ({name})'; Script = 'script "{name}"'; Approval = 'approval of the script "{name}"'; Run = 'running the script on the collection "{name}"'
        NextApprove = 'Next: an administrator who is not the author approves "{name}" under [Software Library] > [Scripts] (or -Action Approve).'
        NextRun = 'Next: right-click the collection under [Assets and Compliance] > [Device Collections] and choose [Run Script] (or -Action Run). Wait until the files are copied (Baton shows the stage).'
        NextResult = 'Results are under [Monitoring] > [Script Status]. PCs that are off do not run it: run it again later. Only exit code 0 is success.'
        Expired = 'Note: this PIN expired at {time}. Use [Extend] in Baton.'
        NoPin = 'There is no pin.txt. Download the package again from Baton.'
        Parameter = 'The parameter -{name} is needed.'; NotUnc = '-{name} must be a UNC path (\\server\share\...): the site server reads the files from there.'
        NotLayout = '{path} is no ADK layout folder. Make one on an administrator''s PC with adksetup.exe /layout.'
        DesignerNext = 'Next: the deployment''s results are under [Monitoring] > [Deployments]; only exit code 0 is success. The script "{name}", once approved, tells of each PC whether Windows Configuration Designer is there (0: yes, 23: no).'
        NotConfigMgr = 'This package was not made for Configuration Manager ({value}).'; BadPackage = 'The package cannot be read ({field}). Download it again.'
        NoModule = 'There is no ConfigurationManager module. Run this on a PC with the Configuration Manager console.'
        NoSite = 'The site {name} cannot be opened: {why}'; NoCollection = 'There is no device collection "{name}".'
        NameTaken = 'A package named "{name}" is there, and Baton did not make it. It is left alone.'
        NoScript = 'There is no script "{name}". Run -Action Publish first.'
        ScriptDiffers = 'The script "{name}" on the site is not the setup.ps1 of this package. It is not approved.'
        ScriptUnread = 'Note: the text of the script "{name}" on the site cannot be read and was not compared. Look at it in the console.'
        OwnScript = 'The author of the script "{name}" cannot approve it. Let another administrator run this: {why}'; NotApproved = 'The script "{name}" is not approved yet.'
        Failed = 'It stopped half-way: {why}. Remove the cause and run it again; it goes on where it stopped.'
    }
}

# The kit's codes beside those of setup.ps1.
$script:PublishExit = @{ Done = 0; Wrong = 30; NoSite = 33; NameTaken = 34; NotApproved = 35; Unexpected = 40 }

#endregion texts

#region rules: no input or output, only judgements

# The name that a package bears on the site: its own id first, so that renaming it in Baton cannot meet another's; 50 characters at most.
function Get-PublishedName {
    param([hashtable]$Package)
    $name = ConvertTo-Line "Baton $($Package['packageId'].Substring(24)) $($Package['name'])" 50
    $name.Trim()
}

# By this and no other sign a package on the site is known as this one.
function Get-PublishedMark { param([hashtable]$Package) "Baton distribution package $($Package['packageId'])" }

# What of a distribution package goes to the site: how it is called and known there, its files, the program, the script, and when the
# deployment ends ($null: never).
function Get-PackageItem {
    param([hashtable]$Package, [string]$SourceFolder)
    @{
        name = Get-PublishedName $Package; mark = Get-PublishedMark $Package; family = 'Baton distribution package *'; path = "$($SourceFolder.TrimEnd('\'))\$($Package['packageId'])"
        files = @('setup.ps1', 'collect.ps1', 'copy-package.cmd', 'shared.ppkg', 'pin.txt', 'package.json'); secrets = @('pin.txt', 'shared.ppkg')
        program = 'Baton copy'; command = 'copy-package.cmd'; minutes = 15; ends = $Package['expires'].AddDays(7); script = "Baton setup.ps1 $script:KitVersion"; scriptFile = 'setup.ps1'
    }
}

# The same of Windows Configuration Designer.
function Get-DesignerItem {
    param([string]$AdkLayoutFolder)
    @{
        name = 'Baton Windows Configuration Designer'; mark = 'Baton configuration designer'; family = 'Baton configuration designer'; path = $AdkLayoutFolder
        files = @('configuration-designer.ps1'); secrets = @()
        program = 'Baton install'; command = 'powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File configuration-designer.ps1'; minutes = 60; ends = $null
        script = "Baton configuration-designer.ps1 $script:KitVersion"; scriptFile = 'configuration-designer.ps1'
    }
}

function Test-UncPath { param([string]$Path) $Path -match '^\\\\[^\\/:*?"<>|]+\\[^\\/:*?"<>|]+' }

# Are these the same script? The site keeps its text as base64 of UTF-16 or UTF-8, with or without a mark: same, different, unread.
function Compare-SiteScript {
    param([string]$Stored, [string]$Text)
    $plain = { param($t) $t.TrimStart([char]0xFEFF).Replace("`r`n", "`n").TrimEnd() }
    $wanted = & $plain $Text
    if ((& $plain $Stored) -ceq $wanted) { return 'same' }
    try { $bytes = [Convert]::FromBase64String($Stored.Trim()) } catch { return 'unread' }
    if ($bytes.Length -eq 0) { return 'unread' }
    foreach ($encoding in (New-Object Text.UnicodeEncoding($false, $false)), (New-Object Text.UTF8Encoding($false))) {
        if ((& $plain $encoding.GetString($bytes)) -ceq $wanted) { return 'same' }
    }
    'different'
}

#endregion rules

#region adapter: the site, and files of the administrator's PC. Tests double it, and the commands of the module.

# Loads the console's module and goes to the site's drive, from where its commands must run.
function Open-Site {
    param([string]$Code, [string]$Server)
    if (-not (Get-Module -Name ConfigurationManager)) {
        $module = if ($env:SMS_ADMIN_UI_PATH) { Join-Path (Split-Path -Parent $env:SMS_ADMIN_UI_PATH) 'ConfigurationManager.psd1' } else { '' }
        if (-not $module -or -not [IO.File]::Exists($module)) { throw 'NoModule' }
        Import-Module -Name $module -ErrorAction Stop
    }
    if (-not (Get-PSDrive -Name $Code -PSProvider CMSite -ErrorAction SilentlyContinue)) { $null = New-PSDrive -Name $Code -PSProvider CMSite -Root $Server -Scope Script -ErrorAction Stop }
    Push-Location -LiteralPath "$Code`:\" -ErrorAction Stop
}

function Close-Site { Pop-Location }

# Is in this folder what adksetup.exe would otherwise download?
function Test-AdkPayload { param([string]$Folder) @(Get-ChildItem -LiteralPath (Join-Path $Folder 'Installers') -Filter '*Configuration Designer*.msi' -File -ErrorAction SilentlyContinue).Count -gt 0 }

function Get-LocalNow { Get-Date }

#endregion adapter

#region steps

# What one run knows: lines to print, and whether it only looks.
$script:Publish = @{ lines = @(); simulate = $false; language = 'en' }

function Get-PublishText {
    param([string]$Key, [hashtable]$Values = @{})
    $text = $script:PublishTexts[$script:Publish['language']][$Key]
    foreach ($name in @($Values.Keys)) { $text = $text.Replace("{$name}", [string]$Values[$name]) }
    $text
}

function Add-Line { param([string]$Key, [hashtable]$Values = @{}) $script:Publish['lines'] += Get-PublishText $Key $Values }

# Ends the run with one sentence.
function Stop-Publish {
    param([string]$Code, [string]$Text, [hashtable]$Values = @{})
    throw @{ publishEnd = $true; code = $script:PublishExit[$Code]; text = $Text; values = $Values }
}

# Says what happens and does it, or only says it with -WhatIf. Kind: Made, Changed, Removed.
function Invoke-Step {
    param([string]$Kind, [string]$What, [hashtable]$Values, [scriptblock]$Do)
    $what = Get-PublishText $What $Values
    if ($script:Publish['simulate']) { Add-Line 'WhatIf' @{ what = Get-PublishText $Kind @{ what = $what } }; return }
    $null = & $Do
    Add-Line $Kind @{ what = $what }
}

function Read-PublishedPackage {
    param([string]$Folder)
    try { $package = Read-Package $Folder } catch { Stop-Publish 'Wrong' 'BadPackage' @{ field = ConvertTo-Line $_.Exception.Message } }
    if ($package['platform'] -ne 'configmgr') { Stop-Publish 'Wrong' 'NotConfigMgr' @{ value = $package['platform'] } }
    foreach ($file in 'setup.ps1', 'copy-package.cmd') { if (-not (Test-File (Join-Path $Folder $file))) { Stop-Publish 'Wrong' 'BadPackage' @{ field = $file } } }
    $package
}

# Stands for the files of one download in the package's version: package.json differs with each, the PIN has no part in it.
function Get-ContentVersion {
    param([string]$Folder, [hashtable]$Item)
    $hashes = @($Item['files'] | Where-Object { $_ -ne 'pin.txt' -and (Test-File (Join-Path $Folder $_)) } | ForEach-Object { Get-FileSha256 (Join-Path $Folder $_) })
    $hash = [Security.Cryptography.SHA256]::Create()
    try { $all = [BitConverter]::ToString($hash.ComputeHash((New-Object Text.UTF8Encoding($false)).GetBytes($hashes -join ' '))) -replace '-', '' } finally { $hash.Dispose() }
    "$script:KitVersion $($all.Substring(0, 12))"
}

# Brings the files to where the site reads them.
function Publish-Files {
    param([string]$Folder, [hashtable]$Item)
    $target = $Item['path']
    $different = @($Item['files'] | Where-Object { Test-File (Join-Path $Folder $_) } | Where-Object {
            $there = Join-Path $target $_
            -not (Test-File $there) -or (Get-FileSha256 $there) -ne (Get-FileSha256 (Join-Path $Folder $_))
        })
    if ($different.Count -eq 0) { Add-Line 'Same' @{ what = Get-PublishText 'Files' @{ path = $target } }; return }
    Invoke-Step 'Made' 'Files' @{ path = $target } {
        New-Folder $target
        foreach ($file in $different) { Copy-FileBytes (Join-Path $Folder $file) (Join-Path $target $file) }
    }
}

# What is on the site of this item; $null when there is nothing; stops where another package bears its name.
function Find-PublishedPackage {
    param([hashtable]$Item)
    $name = $Item['name']
    $found = @(Get-CMPackage -Name $name -Fast -DisableWildcardHandling -ErrorAction Stop)
    if ($found.Count -eq 0) { return $null }
    $ours = @($found | Where-Object { "$($_.Description)" -eq $Item['mark'] })
    if ($ours.Count -eq 0) { Stop-Publish 'NameTaken' 'NameTaken' @{ name = $name } }
    $ours[0]
}

function Publish-Package {
    param([hashtable]$Item, [string]$Version)
    $name = $Item['name']
    $target = $Item['path']
    $found = Find-PublishedPackage $Item
    if (-not $found) {
        Invoke-Step 'Made' 'Package' @{ name = $name } { New-CMPackage -Name $name -Description $Item['mark'] -Manufacturer 'Baton' -Version $Version -Path $target -ErrorAction Stop }
        if ($script:Publish['simulate']) { return $null }
        $found = Find-PublishedPackage $Item
    }
    elseif ("$($found.PkgSourcePath)".TrimEnd('\') -ne $target.TrimEnd('\')) {
        Invoke-Step 'Changed' 'Package' @{ name = $name } { Set-CMPackage -Id $found.PackageID -Path $target -ErrorAction Stop }
    }
    else { Add-Line 'Same' @{ what = Get-PublishText 'Package' @{ name = $name } } }
    $found
}

# Runs as SYSTEM, whether or not somebody is signed in, without a window or a notification.
function Publish-Program {
    param([string]$Id, [hashtable]$Item)
    $name = $Item['program']
    $there = [bool]$Id -and @(Get-CMProgram -PackageId $Id -ProgramName $name -ErrorAction Stop).Count -gt 0
    # a program that is deployed was finished; one that is not may have been left half-made
    if ($there -and @(Get-CMPackageDeployment -PackageId $Id -ProgramName $name -ErrorAction Stop).Count -gt 0) { Add-Line 'Same' @{ what = Get-PublishText 'Program' @{ name = $name } }; return }
    Invoke-Step 'Made' 'Program' @{ name = $name } {
        if (-not $there) { New-CMProgram -PackageId $Id -StandardProgramName $name -CommandLine $Item['command'] -RunType Hidden -ProgramRunType WhetherOrNotUserIsLoggedOn -RunMode RunWithAdministrativeRights -UserInteraction $false -Duration $Item['minutes'] -ErrorAction Stop }
        Set-CMProgram -PackageId $Id -ProgramName $name -StandardProgram -SuppressProgramNotification $true -ErrorAction Stop
    }
}

# The package's version on the site is written after the distribution points were told: a run cut off in between tells them again.
function Publish-Content {
    param($Found, [string]$Group, [string]$Version)
    $id = if ($Found) { "$($Found.PackageID)" } else { '' }
    $targeted = 0
    if ($id) { foreach ($status in @(Get-CMDistributionStatus -Id $id -ErrorAction Stop)) { $targeted += [int]$status.Targeted } }
    if ($targeted -eq 0) {
        if (-not $Group) { Stop-Publish 'Wrong' 'Parameter' @{ name = 'DistributionPointGroupName' } }
        Invoke-Step 'Made' 'Content' @{ name = $Group } { Start-CMContentDistribution -PackageId $id -DistributionPointGroupName $Group -ErrorAction Stop }
    }
    elseif ("$($Found.Version)" -ne $Version) {
        Invoke-Step 'Changed' 'Content' @{ name = $Group } {
            Update-CMDistributionPoint -PackageId $id -ErrorAction Stop
            Set-CMPackage -Id $id -Version $Version -ErrorAction Stop
        }
    }
    else { Add-Line 'Same' @{ what = Get-PublishText 'Content' @{ name = $Group } } }
}

# Required, recurring, repeated only where the last run failed; that of a distribution package ends when the copies on PCs are deleted at
# the latest.
function Publish-Deployment {
    param([string]$Id, [hashtable]$Item, $Collection, [int]$Hours, [bool]$AnyTime)
    $values = @{ name = $Collection.Name; hours = $Hours }
    $there = @(if ($Id) { Get-CMPackageDeployment -PackageId $Id -ProgramName $Item['program'] -ErrorAction Stop | Where-Object { "$($_.CollectionID)" -eq "$($Collection.CollectionID)" } })
    if ($there.Count -gt 0) { Add-Line 'Same' @{ what = Get-PublishText 'Deployment' $values }; return }
    Invoke-Step 'Made' 'Deployment' $values {
        $now = Get-LocalNow
        $schedule = New-CMSchedule -Start $now -RecurInterval Hours -RecurCount $Hours -ErrorAction Stop
        $ends = @{}
        if ($Item['ends']) { $ends['DeadlineDateTime'] = $Item['ends'].ToLocalTime() }
        New-CMPackageDeployment -StandardProgram -PackageId $Id -ProgramName $Item['program'] -CollectionId $Collection.CollectionID -DeployPurpose Required -AvailableDateTime $now @ends -Schedule $schedule -RerunBehavior RerunIfFailedPreviousAttempt -FastNetworkOption DownloadContentFromDistributionPointAndRunLocally -SlowNetworkOption DownloadContentFromDistributionPointAndLocally -SoftwareInstallation $AnyTime -SystemRestart $false -Comment $Item['mark'] -ErrorAction Stop
    }
}

function Find-PublishedScript { param([hashtable]$Item) @(Get-CMScript -ScriptName $Item['script'] -DisableWildcardHandling -ErrorAction Stop) | Select-Object -First 1 }

# The script is the kit's own, the same in every package of a version: approved once.
function Publish-Script {
    param([string]$Text, [hashtable]$Item)
    $name = $Item['script']
    # a signed file is handed over as it is: as text its signature would be lost
    $from = if ($Text -match '(?m)^# SIG # Begin signature block') { @{ ScriptFile = Join-Path $Item['path'] $Item['scriptFile'] } } else { @{ ScriptText = $Text } }
    $found = Find-PublishedScript $Item
    if (-not $found) { Invoke-Step 'Made' 'Script' @{ name = $name } { New-CMScript -ScriptName $name @from -ErrorAction Stop }; return }
    switch (Compare-SiteScript "$($found.Script)" $Text) {
        'same' { Add-Line 'Same' @{ what = Get-PublishText 'Script' @{ name = $name } } }
        'different' { Invoke-Step 'Changed' 'Script' @{ name = $name } { Set-CMScript -ScriptGuid $found.ScriptGuid @from -ErrorAction Stop } }
        'unread' { Add-Line 'ScriptUnread' @{ name = $name } }
    }
}

function Get-TargetCollection {
    param([string]$Name)
    $collection = @(Get-CMCollection -Name $Name -CollectionType Device -DisableWildcardHandling -ErrorAction Stop) | Select-Object -First 1
    if (-not $collection) { Stop-Publish 'Wrong' 'NoCollection' @{ name = $Name } }
    $collection
}

function Invoke-Publish {
    param([hashtable]$Options, [hashtable]$Package, [hashtable]$Item)
    if (-not $Options['CollectionName']) { Stop-Publish 'Wrong' 'Parameter' @{ name = 'CollectionName' } }
    if ($Package) {
        if (-not (Test-File (Join-Path $Options['folder'] 'pin.txt'))) { Stop-Publish 'Wrong' 'NoPin' }
        if ((Get-Now) -ge $Package['expires']) { Add-Line 'Expired' @{ time = $Package['expires'].ToLocalTime().ToString('yyyy-MM-dd HH:mm', [Globalization.CultureInfo]::InvariantCulture) } }
    }
    else {
        if (-not (Test-File (Join-Path $Options['folder'] $Item['scriptFile']))) { Stop-Publish 'Wrong' 'BadPackage' @{ field = $Item['scriptFile'] } }
        # without its payload adksetup.exe would download it on every PC
        if (-not (Test-File (Join-Path $Item['path'] 'adksetup.exe')) -or -not (Test-AdkPayload $Item['path'])) { Stop-Publish 'Wrong' 'NotLayout' @{ path = $Item['path'] } }
    }
    $text = Read-TextFile (Join-Path $Options['folder'] $Item['scriptFile']) 1048576
    # the site is looked at first: a wrong name must not leave a PIN on the share
    Use-Site $Options {
        $null = Get-TargetCollection $Options['CollectionName']
        if (-not (Find-PublishedPackage $Item) -and -not $Options['DistributionPointGroupName']) { Stop-Publish 'Wrong' 'Parameter' @{ name = 'DistributionPointGroupName' } }
    }
    $version = Get-ContentVersion $Options['folder'] $Item
    Publish-Files $Options['folder'] $Item
    Use-Site $Options {
        $collection = Get-TargetCollection $Options['CollectionName']
        $made = Publish-Package $Item $version
        $id = if ($made) { "$($made.PackageID)" } else { '' }
        Publish-Program $id $Item
        Publish-Content $made $Options['DistributionPointGroupName'] $version
        Publish-Deployment $id $Item $collection $Options['RecurHours'] $Options['OutsideMaintenanceWindow']
        Publish-Script $text $Item
        $found = Find-PublishedScript $Item
        if (-not $Package) { Add-Line 'DesignerNext' @{ name = $Item['script'] }; return }
        if (-not $found -or [int]$found.ApprovalState -ne 3) { Add-Line 'NextApprove' @{ name = $Item['script'] } }
        Add-Line 'NextRun'
        Add-Line 'NextResult'
    }
}

# Approves only what is byte for byte in the approver's own package.
function Invoke-Approve {
    param([hashtable]$Options, [hashtable]$Item)
    $name = $Item['script']
    $text = Read-TextFile (Join-Path $Options['folder'] $Item['scriptFile']) 1048576
    Use-Site $Options {
        $found = Find-PublishedScript $Item
        if (-not $found) { Stop-Publish 'NotApproved' 'NoScript' @{ name = $name } }
        switch (Compare-SiteScript "$($found.Script)" $text) {
            'different' { Stop-Publish 'NotApproved' 'ScriptDiffers' @{ name = $name } }
            'unread' { Stop-Publish 'NotApproved' 'ScriptUnread' @{ name = $name } }
        }
        if ([int]$found.ApprovalState -eq 3) { Add-Line 'Same' @{ what = Get-PublishText 'Approval' @{ name = $name } }; return }
        try { Invoke-Step 'Made' 'Approval' @{ name = $name } { Approve-CMScript -ScriptGuid $found.ScriptGuid -Comment 'Baton' -ErrorAction Stop } }
        catch { Stop-Publish 'NotApproved' 'OwnScript' @{ name = $name; why = ConvertTo-Line $_.Exception.Message } }
        Add-Line 'NextRun'
    }
}

function Invoke-Run {
    param([hashtable]$Options, [hashtable]$Item)
    if (-not $Options['CollectionName']) { Stop-Publish 'Wrong' 'Parameter' @{ name = 'CollectionName' } }
    $name = $Item['script']
    Use-Site $Options {
        $collection = Get-TargetCollection $Options['CollectionName']
        $found = Find-PublishedScript $Item
        if (-not $found) { Stop-Publish 'NotApproved' 'NoScript' @{ name = $name } }
        if ([int]$found.ApprovalState -ne 3) { Stop-Publish 'NotApproved' 'NotApproved' @{ name = $name } }
        Invoke-Step 'Made' 'Run' @{ name = $collection.Name } { Invoke-CMScript -ScriptGuid $found.ScriptGuid -CollectionId $collection.CollectionID -ErrorAction Stop }
        Add-Line 'NextResult'
    }
}

# Undo: the PIN goes first, then what hangs on what. The script stays while another package of Baton is on the site.
function Invoke-Remove {
    param([hashtable]$Options, [hashtable]$Item)
    $target = $Item['path']
    # the file that says whose folder this is goes last: a run that is cut off can be repeated
    $files = @($Item['secrets'] + $Item['files'] | Select-Object -Unique | Where-Object { Test-File (Join-Path $target $_) })
    if ($files.Count -gt 0) { Invoke-Step 'Removed' 'Files' @{ path = $target } { foreach ($file in $files) { Remove-Tree (Join-Path $target $file) } } }
    else { Add-Line 'Absent' @{ what = Get-PublishText 'Files' @{ path = $target } } }
    Use-Site $Options {
        $found = Find-PublishedPackage $Item
        $name = $Item['name']
        $program = $Item['program']
        if ($found) {
            foreach ($deployment in @(Get-CMPackageDeployment -PackageId $found.PackageID -ErrorAction Stop)) {
                Invoke-Step 'Removed' 'Deployments' @{ name = "$($deployment.AdvertisementID)" } { Remove-CMPackageDeployment -DeploymentId $deployment.AdvertisementID -Force -ErrorAction Stop }
            }
            if (@(Get-CMProgram -PackageId $found.PackageID -ProgramName $program -ErrorAction Stop).Count -gt 0) {
                Invoke-Step 'Removed' 'Program' @{ name = $program } { Remove-CMProgram -PackageId $found.PackageID -ProgramName $program -Force -ErrorAction Stop }
            }
            Invoke-Step 'Removed' 'Package' @{ name = $name } { Remove-CMPackage -Id $found.PackageID -Force -ErrorAction Stop }
        }
        else { Add-Line 'Absent' @{ what = Get-PublishText 'Package' @{ name = $name } } }
        $others = @(Get-CMPackage -Name 'Baton *' -Fast -ErrorAction Stop | Where-Object { "$($_.Description)" -like $Item['family'] -and "$($_.Description)" -ne $Item['mark'] })
        $siteScript = Find-PublishedScript $Item
        if ($siteScript -and $others.Count -eq 0) { Invoke-Step 'Removed' 'Script' @{ name = $Item['script'] } { Remove-CMScript -ScriptName $Item['script'] -Force -ErrorAction Stop } }
        elseif ($siteScript) { Add-Line 'Same' @{ what = Get-PublishText 'Script' @{ name = $Item['script'] } } }
    }
}

# Does something on the site's drive and comes back, whatever happens.
function Use-Site {
    param([hashtable]$Options, [scriptblock]$Do)
    foreach ($parameter in 'SiteCode', 'SiteServer') { if (-not $Options[$parameter]) { Stop-Publish 'Wrong' 'Parameter' @{ name = $parameter } } }
    try { Open-Site $Options['SiteCode'] $Options['SiteServer'] }
    catch {
        if ($_.Exception.Message -eq 'NoModule') { Stop-Publish 'NoSite' 'NoModule' }
        Stop-Publish 'NoSite' 'NoSite' @{ name = $Options['SiteCode']; why = ConvertTo-Line $_.Exception.Message }
    }
    try { & $Do } finally { Close-Site }
}

# Runs one action; answer: code and lines.
function Invoke-PublishToConfigMgr {
    param([hashtable]$Options)
    Set-StrictMode -Version 2.0
    $ErrorActionPreference = 'Stop'
    $ConfirmPreference = 'None'
    $WhatIfPreference = $false
    $script:Publish = @{ lines = @(); simulate = [bool]$Options['simulate']; language = Get-UiLanguage }
    $code = $script:PublishExit.Done
    try {
        $Options['folder'] = Get-FullPath $Options['folder']
        $package = if ($Options['ConfigurationDesigner']) { $null } else { Read-PublishedPackage $Options['folder'] }
        $parameter = if ($package) { 'SourceFolder' } else { 'AdkLayoutFolder' }
        if (@('Publish', 'Remove') -contains $Options['action']) {
            if (-not $Options[$parameter]) { Stop-Publish 'Wrong' 'Parameter' @{ name = $parameter } }
            if (-not (Test-UncPath $Options[$parameter])) { Stop-Publish 'Wrong' 'NotUnc' @{ name = $parameter } }
        }
        $item = if ($package) { Get-PackageItem $package "$($Options['SourceFolder'])" } else { Get-DesignerItem "$($Options['AdkLayoutFolder'])" }
        switch ($Options['action']) {
            'Publish' { Invoke-Publish $Options $package $item }
            'Approve' { Invoke-Approve $Options $item }
            'Run' { Invoke-Run $Options $item }
            'Remove' { Invoke-Remove $Options $item }
        }
    }
    catch {
        $end = $_.TargetObject
        if ($end -is [hashtable] -and $end['publishEnd']) { $code = $end['code']; Add-Line $end['text'] $end['values'] }
        else { $code = $script:PublishExit.Unexpected; Add-Line 'Failed' @{ why = ConvertTo-Line $_.Exception.Message 400 } }
    }
    @{ code = $code; lines = @($script:Publish['lines']) }
}

#endregion steps

if ($BatonPublish['action'] -ne 'None') {
    $end = Invoke-PublishToConfigMgr @{
        action = $BatonPublish['action']; simulate = $BatonPublish['simulate']; folder = $BatonPublish['folder']; SiteCode = $SiteCode; SiteServer = $SiteServer; SourceFolder = $SourceFolder
        CollectionName = $CollectionName; DistributionPointGroupName = $DistributionPointGroupName; RecurHours = $RecurHours; OutsideMaintenanceWindow = [bool]$OutsideMaintenanceWindow
        ConfigurationDesigner = [bool]$ConfigurationDesigner; AdkLayoutFolder = $AdkLayoutFolder
    }
    $end.lines
    exit $end.code
}
