using System.CommandLine;
using Plimsoll.Cli.Inspect;
using Plimsoll.Cli.Sbom;
using Plimsoll.Cli.Trust;
using Plimsoll.Client;
using Plimsoll.Core.Facts;
using Plimsoll.Core.References;
using Plimsoll.Server.Exposure.Vex;

namespace Plimsoll.Cli.Vulns;

/// <summary>Options for statements about vulnerabilities, and the collecting of those that were given and those that came with the image.</summary>
internal sealed class BroughtStatements
{
    private readonly Option<string[]> _files = new("--vex") { Description = "Document of OpenVEX, CSAF or CycloneDX with statements that you vouch for; may be given again", HelpName = "FILE", AllowMultipleArgumentsPerToken = false };
    private readonly Option<bool> _trust = new("--trust-attached-vex") { Description = "Let statements decide that are attached to the image or lie in it; otherwise they are shown. Their signatures are not checked" };

    /// <summary>Adds the options to a command.</summary>
    public BroughtStatements(Command command)
    {
        command.Add(_files);
        command.Add(_trust);
    }

    /// <summary>Those that were given.</summary>
    public ImageStatements Given(ParseResult parsed) => Given(parsed, "");

    /// <summary>Collects them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="reference">The image.</param>
    /// <param name="plainHttp">How the registry is spoken to.</param>
    /// <param name="document">The image as it was opened.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ImageStatements> CollectAsync(ParseResult parsed, ImageReference reference, bool? plainHttp, InspectionDocument document, CancellationToken cancellationToken)
    {
        var statements = Given(parsed, reference is ImageReference.Registry named ? $"{named.Host}/{named.Repository}" : "");
        var (image, isTrusted) = (document.Image, parsed.GetValue(_trust));
        statements = statements.WithEmbedded(document.Statements, isTrusted);
        if (image.Digest is null) return statements;
        if (reference is ImageReference.OciLayout layout) return await statements.WithArrivedAsync(new LayoutReferrers(new LayoutSignatures(layout.Directory, layout.Tag)), image, null, isTrusted, cancellationToken);
        if (reference is not ImageReference.Registry remote) return statements;
        using var registry = RemoteImageContent.Connect(remote, plainHttp);
        try
        {
            return await statements.WithArrivedAsync(new RemoteReferrers(registry.Repository(remote.Repository)), image, null, isTrusted, cancellationToken);
        }
        catch (RegistryException e)
        {
            // What is attached may excuse a finding, never make one: without it nothing is taken for clean.
            return statements with { Problems = [.. statements.Problems, $"what is attached to the image cannot be listed: {e.Message}"] };
        }
    }

    private ImageStatements Given(ParseResult parsed, string repository)
    {
        var statements = new ImageStatements(repository, [], []);
        foreach (var file in parsed.GetValue(_files) ?? []) statements = statements.WithFile(file);
        return statements;
    }
}
