using namespace System.Management.Automation.Language
# What in a script Windows PowerShell 5.1 does not have, judged over the syntax tree and a list of what 5.1 knows.

function Read-SurfaceFile {
    param([string]$Path)
    $packed = [IO.File]::OpenRead($Path)
    $stream = [IO.Compression.GZipStream]::new($packed, [IO.Compression.CompressionMode]::Decompress)
    try { [IO.StreamReader]::new($stream).ReadToEnd() | ConvertFrom-Json -AsHashtable } finally { $stream.Dispose(); $packed.Dispose() }
}

# Modules: further lists with commands alone (ConfigurationManager).
function Read-Surface {
    param([string]$Path, [string[]]$Modules = @())
    $json = Read-SurfaceFile $Path
    foreach ($more in $Modules) { foreach ($module in (Read-SurfaceFile $more)['modules'].GetEnumerator()) { $json['modules'][$module.Key] = $module.Value } }
    $known = @{ commands = @{}; aliases = $json['aliases']; accelerators = $json['typeAccelerators']; common = @{}; types = @{}; statics = $json['staticMembers']; natives = @{} }
    foreach ($module in $json['modules'].Values) { foreach ($command in $module['commands'].GetEnumerator()) { $known['commands'][$command.Key] = $command.Value } }
    foreach ($parameter in $json['commonParameters'].GetEnumerator()) { $known['common'][$parameter.Key] = $true; $known['common'][$parameter.Value] = $true }
    foreach ($type in $json['types']) { $known['types'][$type] = $true }
    foreach ($assembly in $json['typesByAddType'].Values) { foreach ($type in $assembly) { $known['types'][$type] = $true } }
    foreach ($native in $json['nativeCommands']) { $known['natives'][$native] = $true; $known['natives'][($native -replace '\.\w+$')] = $true }
    $known
}

# The full name of a type literal that 5.1 has; '' when it has none; $null when the script makes the type itself.
function Resolve-TypeName51 {
    param($Known, $TypeName, [hashtable]$Own)
    if ($TypeName -is [ArrayTypeName]) { return Resolve-TypeName51 $Known $TypeName.ElementType $Own }
    $name = $TypeName.FullName
    if ($TypeName -is [GenericTypeName]) { $name = "$($TypeName.TypeName.FullName)``$($TypeName.GenericArguments.Count)" }
    if ($name -eq 'ordered' -or $Own.ContainsKey(($name -split '[.+]')[-1])) { return $null }
    if ($Known['accelerators'].ContainsKey($name)) { return $Known['accelerators'][$name] }
    foreach ($full in $name, "System.$name", "${name}Attribute", "System.${name}Attribute", "System.Management.Automation.${name}Attribute") { if ($Known['types'].ContainsKey($full)) { return $full } }
    ''
}

function Find-ParameterFault {
    param($Known, [string]$Command, [string]$Name, $Value)
    $names = @{}
    foreach ($parameter in $Known['commands'][$Command]['parameters']) { $names[$parameter] = $parameter }
    foreach ($parameter in $Known['common'].Keys) { $names[$parameter] = $parameter }
    foreach ($alias in (($Known["commands"][$Command]["aliases"]) ?? @{}).GetEnumerator()) { $names[$alias.Key] = $alias.Value }
    $full = @(if ($names.ContainsKey($Name)) { $names[$Name] } else { $names.Keys | Where-Object { $_ -like "$Name*" } | ForEach-Object { $names[$_] } | Select-Object -Unique })
    if ($full.Count -ne 1) { "parameter: $Command -$Name" }
    elseif ($full[0] -eq 'Encoding' -and $Value -and $Value.Trim("'", '"') -notin 'Unknown', 'String', 'Unicode', 'Byte', 'BigEndianUnicode', 'UTF8', 'UTF7', 'UTF32', 'Ascii', 'Default', 'Oem', 'BigEndianUTF32') { "encoding: $Command -Encoding $Value" }
}

function Find-CommandFault {
    param($Known, $Ast, [hashtable]$Functions)
    $name = $Ast.GetCommandName()
    if (-not $name -or $Functions.ContainsKey($name) -or $name -match '[\\/:]') { return }
    if ($Known['aliases'].ContainsKey($name)) { $name = $Known['aliases'][$name] }
    if (-not $Known['commands'].ContainsKey($name)) { if (-not $Known['natives'].ContainsKey($name)) { "command: $name" }; return }
    $elements = $Ast.CommandElements
    $named = @()
    for ($i = 1; $i -lt $elements.Count; $i++) {
        if ($elements[$i] -is [CommandParameterAst]) {
            $next = if ($elements[$i].Argument) { $elements[$i].Argument } elseif ($i + 1 -lt $elements.Count) { $elements[$i + 1] }
            $named += $elements[$i].ParameterName
            Find-ParameterFault $Known $name $elements[$i].ParameterName $(if ($next -and $next -isnot [CommandParameterAst]) { $next.Extent.Text })
        }
        elseif ($elements[$i] -is [VariableExpressionAst] -and $elements[$i].Splatted) {
            $variable = $elements[$i].VariablePath.UserPath
            for ($root = $Ast; $root.Parent; $root = $root.Parent) { }
            $tables = $root.FindAll({ param($a) $a -is [AssignmentStatementAst] -and $a.Left.Extent.Text -eq "`$$variable" }, $true) | ForEach-Object { $_.Right.Find({ param($a) $a -is [HashtableAst] }, $false) }
            foreach ($pair in @($tables | Where-Object { $_ } | ForEach-Object { $_.KeyValuePairs })) { Find-ParameterFault $Known $name $pair.Item1.Extent.Text.Trim("'", '"') '' }
        }
    }
    if ($name -eq 'Invoke-WebRequest' -and $named -notcontains 'UseBasicParsing') { 'prompt: Invoke-WebRequest without -UseBasicParsing asks' }
}

function Find-SyntaxFault {
    param($Ast)
    switch ($Ast) {
        { $_ -is [TernaryExpressionAst] } { 'syntax: ternary'; break }
        { $_ -is [PipelineChainAst] } { 'syntax: && or ||'; break }
        { $_ -is [PipelineBaseAst] -and $_.Background } { 'syntax: background &'; break }
        { $_ -is [ScriptBlockAst] -and $_.CleanBlock } { 'syntax: clean block'; break }
        { $_ -is [BinaryExpressionAst] -and $_.Operator -eq 'QuestionQuestion' } { 'syntax: ??'; break }
        { $_ -is [AssignmentStatementAst] -and $_.Operator -eq 'QuestionQuestionEquals' } { 'syntax: ??='; break }
        { $_ -is [BinaryExpressionAst] -and $_.Operator -eq 'DotDot' -and $_.Left -is [StringConstantExpressionAst] } { 'syntax: range of characters'; break }
        { ($_ -is [MemberExpressionAst] -or $_ -is [IndexExpressionAst]) -and $_.NullConditional } { 'syntax: ?. or ?[]'; break }
    }
}

function Find-NewerThan51 {
    param([string]$Text, [string]$Surface, [string[]]$Allow = @(), [string[]]$Modules = @())
    $known = Read-Surface $Surface $Modules
    $tokens = $errors = $null
    $ast = [Parser]::ParseInput($Text.TrimStart([char]0xFEFF), [ref]$tokens, [ref]$errors)
    $faults = [Collections.Generic.List[string]]::new()
    $add = { param($Extent, $Fault) foreach ($one in @($Fault)) { if ($one) { $faults.Add("$($Extent.StartLineNumber): $one") } } }
    foreach ($fault in $errors) { & $add $fault.Extent "parse: $($fault.Message)" }
    if ($ast.ScriptRequirements.RequiredPSVersion -gt [version]'5.1') { & $add $ast.Extent 'requires: a newer PowerShell' }
    $functions = @{}; $own = @{}
    foreach ($name in $Allow) { $functions[$name] = $true }
    $all = $ast.FindAll({ $true }, $true)
    foreach ($node in $all) {
        if ($node -is [FunctionDefinitionAst]) { $functions[$node.Name] = $true }
        elseif ($node -is [StringConstantExpressionAst] -and $node.Value -match '\bclass\s') { foreach ($match in [regex]::Matches($node.Value, '\bclass\s+(\w+)')) { $own[$match.Groups[1].Value] = $true } }
    }
    $last = $null
    foreach ($token in $tokens) {
        if ($token.Kind -eq 'Number' -and $token.Text -match '^0b|[0-9](uy|us|ul|u|y|s|n)$') { & $add $token.Extent "syntax: number $($token.Text)" }
        if ($token -is [StringExpandableToken] -and $token.Text -cmatch '(?<!`)(``)*`(e|u\{)') { & $add $token.Extent 'syntax: escape' }
        if ($token.Kind -eq 'Pipe' -and $last -and $last.Extent.EndLineNumber -lt $token.Extent.StartLineNumber) { & $add $token.Extent 'syntax: pipe at the start of a line' }
        if ($token.Kind -notin 'NewLine', 'Comment') { $last = $token }
    }
    foreach ($node in $all) {
        & $add $node.Extent (Find-SyntaxFault $node)
        if ($node -is [CommandAst]) {
            & $add $node.Extent (Find-CommandFault $known $node $functions)
            if ($node.GetCommandName() -eq 'New-Object' -and $node.CommandElements[1] -is [StringConstantExpressionAst]) {
                $type = [Parser]::ParseInput("[$($node.CommandElements[1].Value)]", [ref]$null, [ref]$null).Find({ param($a) $a -is [TypeExpressionAst] }, $true)
                if ((Resolve-TypeName51 $known $type.TypeName $own) -eq '') { & $add $node.Extent "type: $($type.TypeName.FullName)" }
            }
        }
        elseif ($node -is [TypeExpressionAst] -or $node -is [AttributeBaseAst]) {
            $name = Resolve-TypeName51 $known $node.TypeName $own
            if ($name -eq '') { & $add $node.Extent "type: $($node.TypeName.FullName)" }
        }
        elseif ($node -is [VariableExpressionAst] -and $node.VariablePath.UserPath -match '^(IsWindows|IsLinux|IsMacOS|IsCoreCLR|PSStyle|EnabledExperimentalFeatures|PSNativeCommand\w+)$') { & $add $node.Extent "variable: $($node.Extent.Text)" }
        elseif ($node -is [StringConstantExpressionAst] -and $node.Value -match '\busing\s+System\b' -and $node.Value -match '\$@?"|\?\.|\bnameof\(|\bout\s+var\b|=>\s*[^{\s][^;]*;|using\s+static') { & $add $node.Extent 'csharp: Add-Type of 5.1 compiles C# 5' }
        if ($node -is [MemberExpressionAst] -and $node.Static -and $node.Expression -is [TypeExpressionAst] -and $node.Member -is [StringConstantExpressionAst]) {
            $type = Resolve-TypeName51 $known $node.Expression.TypeName $own
            if ($type -and $known['statics'].ContainsKey($type) -and @(@('new', 'Equals', 'ReferenceEquals') + $known['statics'][$type].Split(' ')) -notcontains $node.Member.Value) { & $add $node.Extent "static-member: [$type]::$($node.Member.Value)" }
        }
    }
    $faults
}

# What outside the adapter region touches the world: commands other than pure ones, types with effects, environment variables.
# Blocks: variables that hold the script's own blocks and may be called.
function Find-OutsideAdapter {
    param([string]$Text, [string[]]$Blocks = @())
    $plain = $Text.TrimStart([char]0xFEFF)
    $ast = [Parser]::ParseInput($plain, [ref]$null, [ref]$null)
    $from = $plain.IndexOf('#region adapter'); $to = $plain.IndexOf('#endregion adapter')
    $functions = @($ast.FindAll({ param($a) $a -is [FunctionDefinitionAst] }, $true) | ForEach-Object { $_.Name })
    $pure = 'Where-Object', 'ForEach-Object', 'Select-Object', 'Sort-Object', 'Join-Path', 'Split-Path', 'ConvertTo-Json', 'ConvertFrom-Json', 'Set-StrictMode', 'New-Object'
    $pureTypes = 'string|int|bool|byte\[\]|string\[\]|object\[\]|object|hashtable|switch|double|datetime|regex|Math|Uri|UriKind|Convert|BitConverter|DateTime|DateTimeOffset|ref|Globalization\.\w+|Security\.SecurityElement|Security\.Cryptography\.SHA256|System\.Management\.Automation\.PSCustomObject|CmdletBinding|ValidateSet|ordered|byte|long|array|scriptblock|char|StringComparison|Text\.Encoding|System\.Collections\.(IDictionary|IEnumerable)'
    foreach ($node in $ast.FindAll({ $true }, $true)) {
        if ($node.Extent.StartOffset -ge $from -and $node.Extent.StartOffset -le $to) { continue }
        if ($node -is [CommandAst] -and $node.CommandElements[0] -is [VariableExpressionAst] -and $node.CommandElements[0].VariablePath.UserPath -in $Blocks) { continue }
        if ($node -is [CommandAst] -and $node.GetCommandName() -notin $pure + $functions) { "$($node.Extent.StartLineNumber): command $($node.GetCommandName())" }
        elseif (($node -is [TypeExpressionAst] -or $node -is [AttributeBaseAst]) -and $node.TypeName.FullName -notmatch "^($pureTypes)$") { "$($node.Extent.StartLineNumber): type $($node.TypeName.FullName)" }
        elseif ($node -is [VariableExpressionAst] -and $node.VariablePath.UserPath -like 'env:*') { "$($node.Extent.StartLineNumber): variable $($node.VariablePath.UserPath)" }
        elseif ($node -is [MemberExpressionAst] -and $node.Static -and $node.Extent.Text -match '(UtcNow|Now|Today|NewGuid)\b') { "$($node.Extent.StartLineNumber): $($node.Extent.Text)" }
    }
}
