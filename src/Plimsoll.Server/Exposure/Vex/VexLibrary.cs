using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata;
using Plimsoll.Vulnerabilities.Vex;

namespace Plimsoll.Server.Exposure.Vex;

/// <summary>What the imported documents say, by vulnerability. They are read once; which there are is asked for each time.</summary>
internal sealed class VexLibrary(IAdvisoryStore? store)
{
    private const int Piece = 500;

    /// <summary>Statements that are kept in memory.</summary>
    private const int MaxStatements = 500_000;

    private Shelf _shelf = new([], [], []);

    /// <summary>Everything that is said of vulnerabilities by any of their names, and what could not be read.</summary>
    public async Task<(IReadOnlyList<VexVoice> Voices, IReadOnlyList<string> Problems)> FindAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        if (store is null) return ([], []);
        var shelf = await ShelfAsync(store, cancellationToken);
        return ([.. names.Distinct(StringComparer.Ordinal).SelectMany(name => shelf.ByName.GetValueOrDefault(name, [])).Distinct()], shelf.Problems);
    }

    private async Task<Shelf> ShelfAsync(IAdvisoryStore documents, CancellationToken cancellationToken)
    {
        var known = new List<Digest>();
        for (IReadOnlyList<VexDocument> page; (page = await documents.ListVexAsync(known.Count > 0 ? known[^1] : null, Piece, cancellationToken)).Count > 0;)
        {
            known.AddRange(page.Select(document => document.Digest));
            if (page.Count < Piece) break;
        }
        if (known.SequenceEqual(_shelf.Documents)) return _shelf;
        // Two who come at the same time read the same twice, once.
        return _shelf = await ReadAsync(documents, known, cancellationToken);
    }

    private static async Task<Shelf> ReadAsync(IAdvisoryStore documents, List<Digest> known, CancellationToken cancellationToken)
    {
        var shelf = new Shelf(known, new(StringComparer.Ordinal), []);
        var statements = 0;
        foreach (var digest in known)
        {
            if (await documents.FindVexAsync(digest, cancellationToken) is not { } document) continue;
            try
            {
                var read = VexReader.Read(document);
                if ((statements += read.Count) > MaxStatements)
                {
                    shelf.Problems.Add($"the imported documents have more than {MaxStatements} statements; those from {document.Id} on do not count");
                    break;
                }
                // An administrator imported it: that is what vouches for a collection.
                foreach (var voice in read.Select(statement => new VexVoice(statement, VexOrigin.Hub, IsTrusted: true))) shelf.Add(voice);
            }
            catch (FormatException e)
            {
                shelf.Problems.Add($"{document.Id}: {e.Message}");
            }
        }
        return shelf;
    }

    private sealed record Shelf(IReadOnlyList<Digest> Documents, Dictionary<string, List<VexVoice>> ByName, List<string> Problems)
    {
        public void Add(VexVoice voice)
        {
            foreach (var name in voice.Statement.Vulnerabilities.Distinct(StringComparer.Ordinal))
            {
                if (!ByName.TryGetValue(name, out var voices)) ByName.Add(name, voices = []);
                voices.Add(voice);
            }
        }
    }
}
