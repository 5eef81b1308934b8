# Reads one JSON request a line and answers with one JSON line: { script, input } -> { output, error }.
# Each script runs in a runspace of its own with $InputJson set, so that no case sees another one's functions or variables.
$utf8 = [Text.UTF8Encoding]::new($false)
$requests = [IO.StreamReader]::new([Console]::OpenStandardInput(), $utf8)
$answers = [IO.StreamWriter]::new([Console]::OpenStandardOutput(), $utf8)
$answers.AutoFlush = $true
while ($null -ne ($line = $requests.ReadLine())) {
    $request = ConvertFrom-Json $line
    $runspace = [runspacefactory]::CreateRunspace()
    if ($request.languageMode) { $runspace.InitialSessionState.LanguageMode = $request.languageMode }
    $runspace.Open()
    $shell = [powershell]::Create($runspace)
    $answer = @{ output = @(); error = '' }
    try {
        $null = $shell.AddScript($request.script).AddParameter('InputJson', $request.input)
        $answer.output = @($shell.Invoke() | ForEach-Object { "$_" })
        if ($shell.HadErrors) { $answer.error = @($shell.Streams.Error | ForEach-Object { "$_ $($_.ScriptStackTrace)" }) -join "`n" }
    }
    catch { $answer.error = "$($_.Exception.Message) $($_.Exception.InnerException.ErrorRecord.ScriptStackTrace)" }
    finally { $shell.Dispose(); $runspace.Dispose() }
    $answers.WriteLine((ConvertTo-Json $answer -Compress -Depth 4))
}
