using Plimsoll.Cli;
using Plimsoll.Cli.Startup;

if (args is ["serve", ..]) ServerRuntime.Adopt();
return await CommandLine.RunAsync(args, StandardStreams.Output, StandardStreams.Error);
