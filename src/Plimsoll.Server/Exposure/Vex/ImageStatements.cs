using System.Text;
using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Sbom.Arriving;
using Plimsoll.Vulnerabilities.Vex;

namespace Plimsoll.Server.Exposure.Vex;

/// <summary>Statements that are brought to the evaluation of one image: given by who asks, and those that came with the image.</summary>
/// <param name="Repository">Host and path of the image, such as <c>registry.example/shop/api</c>; empty where it has none.</param>
/// <param name="Voices">What is said.</param>
/// <param name="Problems">What could not be read.</param>
public sealed record ImageStatements(string Repository, IReadOnlyList<VexVoice> Voices, IReadOnlyList<string> Problems)
{
    /// <summary>Bytes that a file may have.</summary>
    private const long MaxFile = 64L << 20;

    /// <summary>Adds what a file says, as the word of who asks.</summary>
    /// <exception cref="FormatException">The file is no such document.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public ImageStatements WithFile(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists) throw new FileNotFoundException($"there is nothing at '{path}'", path);
        if (file.Length > MaxFile) throw new FormatException($"'{path}' has {file.Length} bytes; at most {MaxFile} are read");
        var document = VexOpener.Open(File.ReadAllBytes(path), file.Name) ?? throw new FormatException($"'{path}' is no document of OpenVEX, CSAF or CycloneDX with statements about vulnerabilities");
        return this with { Voices = [.. Voices, .. VexReader.Read(document).Select(statement => new VexVoice(statement, VexOrigin.Triage, IsTrusted: true))] };
    }

    /// <summary>Adds what lies in the image. Whoever builds it can put anything there, so it decides only where that is wanted.</summary>
    public ImageStatements WithEmbedded(IReadOnlyList<EmbeddedStatement>? embedded, bool isTrusted)
    {
        var (voices, problems) = (new List<VexVoice>(Voices), new List<string>(Problems));
        foreach (var file in embedded ?? [])
        {
            try
            {
                if (file.Document is not { } text) problems.Add($"{file.Path}: {file.Refusal}");
                else if (VexOpener.Open(Encoding.UTF8.GetBytes(text), file.Path) is { } document) voices.AddRange(Read(document, VexSignature.Unsigned, isTrusted));
                else problems.Add($"{file.Path}: it is no document of OpenVEX, CSAF or CycloneDX with statements about vulnerabilities");
            }
            catch (FormatException e)
            {
                problems.Add($"{file.Path}: {e.Message}");
            }
        }
        return this with { Voices = voices, Problems = problems };
    }

    /// <summary>Adds what came with the image. Whoever may push can attach anything, so it decides only where that is wanted, or where somebody signed who may decide.</summary>
    public async Task<ImageStatements> WithArrivedAsync(IReferrers referrers, ImageFacts image, IStatementSigners? signers, bool isTrusted, CancellationToken cancellationToken)
    {
        var (voices, problems) = (new List<VexVoice>(Voices), new List<string>(Problems));
        var subjects = new[] { image.Digest, image.Index }.OfType<Digest>().ToList();
        await foreach (var arrived in ArrivedStatements.ListAsync(referrers, image, cancellationToken))
        {
            try
            {
                if (arrived.Content is not { } content) problems.Add($"{arrived.Source} {arrived.Manifest}: {arrived.Problem}");
                else if (VexOpener.Open(content, $"{arrived.Source} {arrived.Manifest}", [.. subjects.Select(subject => subject.Value)]) is { } document)
                {
                    (VexSignature? signature, var mayDecide) = signers is null ? (null, false) : await signers.JudgeAsync(arrived, subjects, cancellationToken);
                    voices.AddRange(Read(document, signature, isTrusted || mayDecide));
                }
            }
            catch (FormatException e)
            {
                problems.Add($"{arrived.Source} {arrived.Manifest}: {e.Message}");
            }
        }
        return this with { Voices = voices, Problems = problems };
    }

    private static IEnumerable<VexVoice> Read(VexDocument document, VexSignature? signature, bool isTrusted) =>
        VexReader.Read(document).Select(statement => new VexVoice(statement, VexOrigin.Author, isTrusted) { Signature = signature });
}
