using Plimsoll.Core.Advisories;

namespace Plimsoll.Storage.Metadata.Advisories;

/// <summary>Finds out about which packages a changed record says something else than before.</summary>
internal static class TouchedPackages
{
    /// <summary>Compares a record with what is stored of it.</summary>
    /// <param name="touched">Where the packages go.</param>
    /// <param name="oldHead">The head that is stored, packed; null when there was no record.</param>
    /// <param name="oldStatements">The statements that are stored.</param>
    /// <param name="record">What will be stored.</param>
    public static void Add(HashSet<PackageKey> touched, byte[]? oldHead, IReadOnlyCollection<PreparedStatement> oldStatements, PreparedAdvisory record)
    {
        var judgesAlike = oldHead is not null && Judgement(AdvisoryJson.ReadAdvisory(PackedText.Unpack(oldHead))).SequenceEqual(Judgement(record.Advisory));
        if (!judgesAlike)
        {
            foreach (var statement in oldStatements.Concat(record.Statements)) touched.Add(statement.Key);
            return;
        }
        var counts = new Dictionary<(PackageKey, string), int>();
        foreach (var (statement, sign) in oldStatements.Select(old => (old, -1)).Concat(record.Statements.Select(now => (now, 1))))
        {
            var key = (statement.Key, Convert.ToBase64String(statement.Content));
            counts[key] = counts.GetValueOrDefault(key) + sign;
        }
        foreach (var ((key, _), count) in counts)
        {
            if (count != 0) touched.Add(key);
        }
    }

    // What findings are made of besides statements: names, severities, whether it stands. Summary, text and references are for people.
    private static ReadOnlySpan<byte> Judgement(Advisory advisory) => AdvisoryJson.Write(new Advisory
    {
        Source = advisory.Source,
        Id = advisory.Id,
        Part = advisory.Part,
        Aliases = advisory.Aliases,
        Upstream = advisory.Upstream,
        Withdrawn = advisory.Withdrawn is null ? null : DateTimeOffset.UnixEpoch,
        Severities = advisory.Severities,
        Informational = advisory.Informational,
        Review = advisory.Review,
    });
}
