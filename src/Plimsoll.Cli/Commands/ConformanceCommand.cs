using System.CommandLine;
using System.Reflection;
using Plimsoll.Cli.Conformance;
using Plimsoll.Cli.Inspect;
using Plimsoll.Client;
using Plimsoll.Client.Auth;
using Plimsoll.Client.Conformance;
using Plimsoll.Client.Conformance.Reporting;
using Plimsoll.Core;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll conformance</c>: what a registry does of what the specification says, as a page that a person understands.</summary>
internal static class ConformanceCommand
{
    public static Command Create()
    {
        var command = new Command("conformance", "Check any registry against the OCI distribution specification, and how signatures fare in it. Pushes below --repository and deletes it again.\n\nExample:\n  plimsoll conformance http://127.0.0.1:5000 --report conformance.html");
        var url = new Argument<string>("URL") { Description = "http(s)://host[:port], or host[:port]" };
        var report = new Option<string?>("--report") { Description = "Write one page for people", HelpName = "FILE" };
        var format = ImageOptions.Format("table", "json", "junit");
        var user = new Option<string?>("--username") { Description = "Default: PLIMSOLL_USER, or the login of docker", HelpName = "NAME" };
        var password = new Option<string?>("--password") { Description = "Default: PLIMSOLL_PASSWORD", HelpName = "PASSWORD" };
        var prefix = new Option<string>("--repository") { Description = "Prefix of the repositories that are made", HelpName = "NAME", DefaultValueFactory = _ => "plimsoll-conformance" };
        var strict = new Option<bool>("--strict") { Description = "End with 4 when something should be better" };
        command.Add(url);
        foreach (var option in new Option[] { report, format, user, password, prefix, strict }) command.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (host, plainHttp) = Address(parsed.GetValue(url)!);
            var credentials = Credentials(parsed.GetValue(user), parsed.GetValue(password), Environment.GetEnvironmentVariable);
            var name = $"{parsed.GetValue(prefix)}/{UuidV7.New(TimeProvider.System.GetUtcNow()):N}";
            if (!RepositoryName.TryParse(name + "/a", out _)) throw new FormatException($"--repository '{parsed.GetValue(prefix)}' is no name of a repository");
            using var run = new ConformanceRun(host, new RegistryClientOptions { PlainHttp = plainHttp, Credentials = [credentials] });
            using var signer = new SampleSigner(TimeProvider.System);
            IReadOnlyList<ConformanceCheck> checks = [.. DistributionChecks.All, .. new SigningChecks(signer, TimeProvider.System).All, .. VectorChecks.All()];
            var result = await run.RunAsync(checks, name, new CheckLines(parsed.InvocationConfiguration.Error, checks.Count), cancellationToken);
            if (parsed.GetValue(report) is { } file) await File.WriteAllBytesAsync(file, HtmlReport.Write(result, "plimsoll " + Version), cancellationToken);
            var output = parsed.GetValue(format) switch
            {
                "json" => System.Text.Encoding.UTF8.GetString(JsonReport.Write(result)),
                "junit" => System.Text.Encoding.UTF8.GetString(JunitReport.Write(result)) + "\n",
                _ => ConformanceTable.Write(result, parsed.GetValue(report)),
            };
            await parsed.InvocationConfiguration.Output.WriteAsync(output.AsMemory(), cancellationToken);
            if (!result.Conforms) return ExitCode.VerificationFailed;
            return parsed.GetValue(strict) && result.Count(CheckOutcome.Warned) > 0 ? ExitCode.Warnings : ExitCode.Ok;
        });
        return command;
    }

    private static string Version => typeof(ConformanceCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    private static (string Host, bool? PlainHttp) Address(string text)
    {
        if (!text.Contains("://", StringComparison.Ordinal)) return (text.TrimEnd('/'), null);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.AbsolutePath is not ("/" or "/v2/") || address.UserInfo.Length > 0)
            throw new FormatException($"'{text}' is not the address of a registry: expected http://host[:port] or https://host[:port]");
        return (address.IsDefaultPort ? $"{address.Host}:{address.Port}" : address.Authority, address.Scheme == "http");
    }

    private static ICredentialSource Credentials(string? user, string? password, Func<string, string?> variable)
    {
        if (user is null) return password is null ? GivenCredential.FromEnvironment(variable) ?? (ICredentialSource)DockerConfig.Load(variable) : throw new FormatException("--password needs --username");
        var secret = password ?? variable("PLIMSOLL_PASSWORD") ?? throw new FormatException("--username needs --password, or PLIMSOLL_PASSWORD");
        return new GivenCredential(new Credential.Password(user, secret));
    }
}
