# Doubles the ConfigurationManager module and the adapter of Publish-ToConfigMgr.ps1 by one described site ($global:Site).
# Every command takes only what the real one knows (surface.test.ts checks the script's own calls) and keeps its objects
# as tables; $global:Changes counts what a site would have had to write.

function Get-UiLanguage { $global:Site['language'] }
function Get-Now { [DateTime]::new([long]$global:Site['clock'], 'Utc') }
function Get-LocalNow { [DateTime]::new([long]$global:Site['clock'], 'Utc').ToLocalTime() }
# a UNC path is a folder of the case; a path of the site's drive is the one thing that must not be handed to files
function Resolve-Unc { param($Path) if ($Path -match '^\\\\') { Join-Path $global:Site['share'] ($Path.TrimStart('\') -replace '\\', '/') } else { $Path } }
function Test-File { param($Path) [IO.File]::Exists((Resolve-Unc $Path)) }
function Test-AdkPayload { param($Folder) Test-File "$Folder\Installers\Imaging And Configuration Designer-x86_en-us.msi" }
function New-Folder { param($Path) $null = [IO.Directory]::CreateDirectory((Resolve-Unc $Path)) }
function Copy-FileBytes { param($Path, $Destination) if ($global:Open) { throw 'a file was touched from the site drive' }; [IO.File]::WriteAllBytes((Resolve-Unc $Destination), [IO.File]::ReadAllBytes((Resolve-Unc $Path))); Invoke-Write }
function Remove-Tree { param($Path) if ($global:Open) { throw 'a file was touched from the site drive' }; [IO.File]::Delete((Resolve-Unc $Path)); Invoke-Write }
function Get-FileSha256 { param($Path) if ($global:Open) { throw 'a file was touched from the site drive' }; (Get-FileHash -LiteralPath (Resolve-Unc $Path)).Hash }
# on Windows a path with backslashes is joined by one; the double keeps that for UNC paths
function Join-Path { param($Path, $ChildPath) if ($Path -match '^\\\\') { "$($Path.TrimEnd('\'))\$ChildPath" } else { Microsoft.PowerShell.Management\Join-Path $Path $ChildPath } }

function Open-Site { param($Code, $Server) if ($global:Site['closed']) { throw $global:Site['closed'] }; if ($Code -ne $global:Site['code']) { throw "no drive $Code" }; $global:Open = $true }
function Close-Site { $global:Open = $false }

# One write of the site: at number Fail it does not happen and the run sees an error.
function Invoke-Write {
    $global:Changes++
    if ($global:Changes -eq $global:Fail) { throw 'the SMS Provider reported an error' }
}
function Assert-Site { if (-not $global:Open) { throw 'a command of the module was run outside the site drive' } }
function New-Entity { param($Table) [pscustomobject]$Table }

function Get-CMCollection { param($Name, $CollectionType, [switch]$DisableWildcardHandling, $ErrorAction) Assert-Site; $global:Site['collections'] | Where-Object { $_.Name -eq $Name } | ForEach-Object { New-Entity $_ } }
function Get-CMPackage { param($Name, [switch]$Fast, [switch]$DisableWildcardHandling, $ErrorAction) Assert-Site; $global:Site['packages'] | Where-Object { $_ -and $(if ($DisableWildcardHandling) { $_.Name -eq $Name } else { $_.Name -like $Name }) } | ForEach-Object { New-Entity $_ } }
function New-CMPackage {
    param($Name, $Description, $Manufacturer, $Version, $Path, $ErrorAction)
    Assert-Site; Invoke-Write
    if ($Name.Length -gt 50 -or $Version.Length -gt 32) { throw 'too long' }
    $global:Site['packages'] += @{ PackageID = "XYZ000$(@($global:Site['packages']).Count + 10)"; Name = $Name; Description = $Description; Manufacturer = $Manufacturer; Version = $Version; PkgSourcePath = $Path }
}
function Set-CMPackage { param($Id, $Path, $Version, $ErrorAction) Assert-Site; Invoke-Write; $one = $global:Site['packages'] | Where-Object { $_.PackageID -eq $Id }; if ($Path) { $one.PkgSourcePath = $Path }; if ($Version) { $one.Version = $Version } }
function Remove-CMPackage { param($Id, [switch]$Force, $ErrorAction) Assert-Site; Invoke-Write; $global:Site['packages'] = @($global:Site['packages'] | Where-Object { $_.PackageID -ne $Id }); $global:Site['distributed'] = @($global:Site['distributed'] | Where-Object { $_ -ne $Id }) }
function Get-CMProgram { param($PackageId, $ProgramName, $ErrorAction) Assert-Site; $global:Site['programs'] | Where-Object { $_ -and $_.PackageID -eq $PackageId -and $_.ProgramName -eq $ProgramName } | ForEach-Object { New-Entity $_ } }
function New-CMProgram {
    param($PackageId, $StandardProgramName, $CommandLine, [ValidateSet('Normal', 'Minimized', 'Maximized', 'Hidden')]$RunType, [ValidateSet('OnlyWhenUserIsLoggedOn', 'WhetherOrNotUserIsLoggedOn', 'OnlyWhenNoUserIsLoggedOn')]$ProgramRunType, [ValidateSet('RunWithUserRights', 'RunWithAdministrativeRights')]$RunMode, [bool]$UserInteraction, [int]$Duration, $ErrorAction)
    Assert-Site; Invoke-Write
    $global:Site['programs'] += @{ PackageID = $PackageId; ProgramName = $StandardProgramName; CommandLine = $CommandLine; RunType = $RunType; ProgramRunType = $ProgramRunType; RunMode = $RunMode; Quiet = $false }
}
function Set-CMProgram { param($PackageId, $ProgramName, [switch]$StandardProgram, [bool]$SuppressProgramNotification, $ErrorAction) Assert-Site; Invoke-Write; ($global:Site['programs'] | Where-Object { $_.PackageID -eq $PackageId -and $_.ProgramName -eq $ProgramName }).Quiet = $SuppressProgramNotification }
function Remove-CMProgram { param($PackageId, $ProgramName, [switch]$Force, $ErrorAction) Assert-Site; Invoke-Write; $global:Site['programs'] = @($global:Site['programs'] | Where-Object { $_.PackageID -ne $PackageId }) }
function Get-CMDistributionStatus { param($Id, $ErrorAction) Assert-Site; New-Entity @{ Targeted = @($global:Site['distributed'] | Where-Object { $_ -eq $Id }).Count } }
function Start-CMContentDistribution { param($PackageId, $DistributionPointGroupName, $ErrorAction) Assert-Site; Invoke-Write; if ($global:Site['groups'] -notcontains $DistributionPointGroupName) { throw "no group $DistributionPointGroupName" }; if ($global:Site['distributed'] -contains $PackageId) { throw 'already distributed' }; $global:Site['distributed'] += $PackageId }
function Update-CMDistributionPoint { param($PackageId, $ErrorAction) Assert-Site; Invoke-Write; $global:Site['updates'] += $PackageId }
function New-CMSchedule { param([datetime]$Start, [ValidateSet('Minutes', 'Hours', 'Days')]$RecurInterval, [int]$RecurCount, $ErrorAction) Assert-Site; @{ interval = $RecurInterval; count = $RecurCount } }
function Get-CMPackageDeployment { param($PackageId, $ProgramName, $ErrorAction) Assert-Site; $global:Site['deployments'] | Where-Object { $_ -and $_.PackageID -eq $PackageId } | ForEach-Object { New-Entity $_ } }
function New-CMPackageDeployment {
    param([switch]$StandardProgram, $PackageId, $ProgramName, $CollectionId, [ValidateSet('Available', 'Required')]$DeployPurpose, [datetime]$AvailableDateTime, [datetime]$DeadlineDateTime, $Schedule, [ValidateSet('NeverRerunDeployedProgram', 'AlwaysRerunProgram', 'RerunIfFailedPreviousAttempt', 'RerunIfSucceededOnPreviousAttempt')]$RerunBehavior, [ValidateSet('RunProgramFromDistributionPoint', 'DownloadContentFromDistributionPointAndRunLocally')]$FastNetworkOption, [ValidateSet('DoNotRunProgram', 'DownloadContentFromDistributionPointAndLocally', 'RunProgramFromDistributionPoint')]$SlowNetworkOption, [bool]$SoftwareInstallation, [bool]$SystemRestart, $Comment, $ErrorAction)
    Assert-Site; Invoke-Write
    $global:Site['deployments'] += @{ AdvertisementID = "XYZ2000$(@($global:Site['deployments']).Count)"; PackageID = $PackageId; ProgramName = $ProgramName; CollectionID = $CollectionId; DeployPurpose = $DeployPurpose; Schedule = $Schedule; RerunBehavior = $RerunBehavior; SystemRestart = $SystemRestart; SoftwareInstallation = $SoftwareInstallation; Ends = $(if ($PSBoundParameters.ContainsKey('DeadlineDateTime')) { Format-Utc $DeadlineDateTime } else { 'never' }) }
}
function Remove-CMPackageDeployment { param($DeploymentId, [switch]$Force, $ErrorAction) Assert-Site; Invoke-Write; $global:Site['deployments'] = @($global:Site['deployments'] | Where-Object { $_.AdvertisementID -ne $DeploymentId }) }
function Get-CMScript { param($ScriptName, [switch]$DisableWildcardHandling, $ErrorAction) Assert-Site; $global:Site['scripts'] | Where-Object { $_ -and $_.ScriptName -eq $ScriptName } | ForEach-Object { New-Entity $_ } }
function Get-StoredScript { param($Text, $File) if ($File) { [Convert]::ToBase64String([IO.File]::ReadAllBytes((Resolve-Unc $File))) } else { [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($Text)) } }
function New-CMScript { param($ScriptName, $ScriptText, $ScriptFile, $ErrorAction) Assert-Site; Invoke-Write; $global:Site['scripts'] += @{ ScriptGuid = "G-$(@($global:Site['scripts'] | Where-Object { $_ }).Count + 1)"; ScriptName = $ScriptName; Script = Get-StoredScript $ScriptText $ScriptFile; ApprovalState = 0; Author = $global:Site['account']; From = $(if ($ScriptFile) { 'file' } else { 'text' }) } }
function Set-CMScript { param($ScriptGuid, $ScriptText, $ScriptFile, $ErrorAction) Assert-Site; Invoke-Write; $one = $global:Site['scripts'] | Where-Object { $_.ScriptGuid -eq $ScriptGuid }; $one.Script = Get-StoredScript $ScriptText $ScriptFile; $one.ApprovalState = 0 }
function Approve-CMScript { param($ScriptGuid, $Comment, $ErrorAction) Assert-Site; Invoke-Write; $one = $global:Site['scripts'] | Where-Object { $_.ScriptGuid -eq $ScriptGuid }; if ($one.Author -eq $global:Site['account']) { throw 'script authors cannot approve their own scripts' }; $one.ApprovalState = 3 }
function Remove-CMScript { param($ScriptName, [switch]$Force, $ErrorAction) Assert-Site; Invoke-Write; $global:Site['scripts'] = @($global:Site['scripts'] | Where-Object { $_.ScriptName -ne $ScriptName }) }
function Invoke-CMScript { param($ScriptGuid, $CollectionId, $ErrorAction) Assert-Site; Invoke-Write; $global:Site['runs'] += "$ScriptGuid $CollectionId" }
