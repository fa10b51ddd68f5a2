return Probity.Cli.CommandLine.Run(args);
