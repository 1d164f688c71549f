using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Plimsoll.Cli.Commands;
using Plimsoll.Cli.Inspect;
using Plimsoll.Inspection;

namespace Plimsoll.Cli;

/// <summary>The program from arguments to exit code. The verbs are listed here, each in a file of its own.</summary>
internal static partial class CommandLine
{
    private const string Description = "A container registry that opens every image it receives.";

    /// <summary>Longer than the server takes to finish the requests under way.</summary>
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Runs one command.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        try
        {
            // What scripts call for one image after the other can be told without a parser, and making one takes a tenth of what a small image needs.
            return args is ["inspect", [not '-', ..] reference, "--format", "json"]
                ? await InspectCommand.RunAsync(reference, isJson: true, InspectOptions.Default, remote => RemoteImageContent.Open(remote, null), output, CancellationToken.None)
                : await ParseAsync(args, output, error);
        }
        catch (Exception exception)
        {
            var failure = Failure.Of(exception);
            await error.WriteLineAsync("plimsoll: " + failure.Message);
            return failure.Code;
        }
    }

    private static async Task<int> ParseAsync(string[] args, TextWriter output, TextWriter error)
    {
        var spelled = Spelled(args);
        var parsed = Root(spelled[0]).Parse(spelled, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
        {
            var reason = parsed.UnmatchedTokens.Count > 0 ? $"'{parsed.UnmatchedTokens[0]}' is not understood" : InOurWords(parsed.Errors[0].Message);
            await error.WriteLineAsync($"plimsoll: {reason}; see 'plimsoll help{Verbs(parsed.CommandResult)}'");
            return ExitCode.Usage;
        }
        var invocation = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TerminationTimeout };
        return await parsed.InvokeAsync(invocation);
    }

    /// <summary>The verbs that scripts call for one image after the other come alone: making all of them takes longer than these need to begin.</summary>
    private static RootCommand Root(string verb) => verb switch
    {
        "inspect" => new(Description) { InspectCommand.Create(RemoteImageContent.Open) },
        "sbom" => new(Description) { SbomCommand.Create() },
        "licences" => new(Description) { LicencesCommand.Create(RemoteImageContent.Open) },
        "vulns" => new(Description) { VulnsCommand.Create(RemoteImageContent.Open) },
        "version" => new(Description) { VersionCommand.Create() },
        _ => All(),
    };

    private static RootCommand All() => new(Description)
    {
        ServeCommand.Create(),
        InspectCommand.Create(RemoteImageContent.Open),
        SbomCommand.Create(),
        LicencesCommand.Create(RemoteImageContent.Open),
        TreeCommand.Create(RemoteImageContent.Open),
        DiffCommand.Create(RemoteImageContent.Open),
        DriftCommand.Create(RemoteImageContent.Open),
        WhatisCommand.Create(RemoteImageContent.Open),
        SignCommand.Create(),
        AttestCommand.Create(),
        VerifyCommand.Create(),
        VerifyBundleCommand.Create(),
        TrustCommand.Create(),
        LogCommand.Create(),
        VerifyLayoutCommand.Create(),
        VerifySimpleCommand.Create(),
        VerifyNotaryCommand.Create(),
        CopyCommand.Create(),
        ConformanceCommand.Create(),
        IdentityCommand.Create(),
        VerifyContentCommand.Create(RemoteImageContent.Open),
        ProvenanceCommand.Create(),
        SignerCommand.Create(),
        WithdrawCommand.Create(),
        VouchCommand.Create(),
        SearchCommand.Create(),
        OvalCommand.Create(RemoteImageContent.Open),
        AdvisoriesCommand.Create(),
        ExposureCommand.Create(),
        WebhooksCommand.Create(),
        VulnsCommand.Create(RemoteImageContent.Open),
        UserCommand.Create(),
        GroupCommand.Create(),
        RobotCommand.Create(),
        TokenCommand.Create(),
        GrantCommand.Create(),
        GcCommand.Create(),
        RuleCommand.Create(),
        RetentionCommand.Create(),
        HoldCommand.Create(),
        UndeleteCommand.Create(),
        BackupCommand.Create(),
        RestoreCommand.Create(),
        ScrubCommand.Create(),
        RebuildCommand.Create(),
        MigrateCommand.Create(),
        ConfigCommand.Create(),
        VersionsCommand.Create(),
        VersionCommand.Create(),
    };

    /// <summary>What may be chosen comes line by line, where all other failures are one; what is no number comes with the name of a type.</summary>
    private static string InOurWords(string message)
    {
        if (Unparsed().Match(message) is { Success: true } value)
            return $"'{value.Groups[1].Value}' is not {(value.Groups[3].Value == "Boolean" ? "true or false" : "a number")}, which {value.Groups[2].Value} expects";
        var lines = message.TrimEnd('.').Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return $"{lines[0]} {string.Join(", ", lines[1..])}".TrimEnd();
    }

    /// <summary>The words that lead to a command, each after a space: whose help explains what went wrong in it.</summary>
    private static string Verbs(CommandResult result) => result.Command is RootCommand ? "" : Verbs((CommandResult)result.Parent!) + " " + result.Command.Name;

    /// <summary><c>help verb</c> is <c>verb --help</c>, and a program called without arguments says what it can do.</summary>
    private static string[] Spelled(string[] args) => args switch
    {
        [] or ["help"] => ["--help"],
        ["help", .. var rest] => [.. rest, "--help"],
        _ => args,
    };

    [GeneratedRegex(@"^Cannot parse argument '(.*)' for (?:option|command) '(.*)' as expected type '(?:System\.Nullable`1\[)?System\.(\w+)\]?'", RegexOptions.NonBacktracking | RegexOptions.Singleline)]
    private static partial Regex Unparsed();
}
