const [name = '', ...args] = process.argv.slice(2);

try {
  // these two need no server, so none of what the others load
  if (name === 'diagnose') process.exitCode = await (await import('./diagnose.ts')).runDiagnose(args);
  else if (name === 'rules') process.exitCode = await (await import('./rules.ts')).runRulesCommand(args);
  else {
    // a reader that has seen enough, such as head, is no error
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
    await (await import('./program.ts')).makeProgram().parseAsync();
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = name === 'diagnose' ? 3 : 1;
}
