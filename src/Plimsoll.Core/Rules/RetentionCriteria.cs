namespace Plimsoll.Core.Rules;

/// <summary>The criteria of one rule, with what they count counted.</summary>
internal sealed class RetentionCriteria
{
    private readonly Dictionary<Tag, Place> _places = [];
    private readonly RetentionTimes _times;

    public RetentionCriteria(Rule rule, IEnumerable<RetentionTag> tags, RetentionTimes times)
    {
        (Rule, Terms, _times) = (rule, (RetentionTerms)rule.Terms, times);
        var selection = new TagSelection(Terms.Tags, Terms.Except);
        foreach (var tag in tags)
        {
            // Signatures count for nothing: they come and go with what they are about.
            if (tag.Accompanies is null && selection.GroupOf(tag.Tag) is { } group) _places[tag.Tag] = new Place(tag, group.Value, SemanticVersion.Of(tag.Tag));
        }
        foreach (var group in _places.Values.GroupBy(static p => p.Group)) Count([.. group]);
    }

    public Rule Rule { get; }

    public RetentionTerms Terms { get; }

    /// <summary>Does the rule decide about the tag?</summary>
    public bool Concerns(RetentionTag tag) => _places.ContainsKey(tag.Tag);

    /// <summary>Why the rule keeps the tag, or null when it does not. The tag concerns the rule, and the time of its push is known.</summary>
    public string? WhyKept(RetentionTag tag)
    {
        var place = _places[tag.Tag];
        if (place.Rank <= Terms.KeepLast) return $"number {place.Rank} of the last {Terms.KeepLast} pushed of '{place.Group}'";
        if (place.VersionRank <= Terms.KeepVersions) return $"number {place.VersionRank} of the {Terms.KeepVersions} highest versions{LineOf(place)} of '{place.Group}'";
        if (Terms.PushedWithinDays is { } fresh && tag.PushedAt >= _times.Now.AddDays(-fresh)) return $"pushed {Ago(tag.PushedAt)}, which is within {fresh} days";
        if (Terms.PulledWithinDays is { } used && WhyRecent(used, tag.PushedAt!.Value, tag.PulledAt, _times) is { } reason) return reason;
        if (place.IsOutOfReach) return "no version, and the rule counts only versions";
        return place.IsLastOfGroup ? $"the newest of '{place.Group}', and no group is emptied" : null;
    }

    /// <summary>Why no criterion keeps the tag.</summary>
    public string WhyNotKept(RetentionTag tag)
    {
        var place = _places[tag.Tag];
        var reasons = new List<string>();
        if (Terms.KeepLast is { } last) reasons.Add($"not among the last {last} pushed of '{place.Group}'");
        if (Terms.KeepVersions is { } versions && place.Version is not null) reasons.Add($"not among the {versions} highest versions{LineOf(place)} of '{place.Group}'");
        reasons.Add("pushed " + Ago(tag.PushedAt));
        if (Terms.PulledWithinDays is not null) reasons.Add(tag.PulledAt is null ? "never pulled" : "pulled " + Ago(tag.PulledAt));
        return string.Join(", ", reasons);
    }

    /// <summary>Why something was used in the last days, or null when it was not. A push counts as a use: nobody can have pulled it before.</summary>
    public static string? WhyRecent(int days, DateTimeOffset pushedAt, DateTimeOffset? pulledAt, RetentionTimes times)
    {
        var since = times.Now.AddDays(-days);
        if (pulledAt >= since) return $"pulled {Ago(pulledAt, times)}, which is within {days} days";
        if (pushedAt >= since) return $"pushed {Ago(pushedAt, times)}, so nobody knows yet whether it is pulled within {days} days";
        return times.PullsKnownSince is { } known && known <= since ? null : $"pulls are not known for the last {days} days";
    }

    private void Count(List<Place> group)
    {
        // Equal times are told apart by name, so that the order in which tags are listed does not matter.
        var known = group.Where(static p => p.Tag.PushedAt is not null).OrderByDescending(static p => p.Tag.PushedAt).ThenByDescending(static p => p.Tag.Tag).ToList();
        for (var i = 0; i < known.Count; i++) known[i].Rank = i + 1;
        var versions = group.Where(static p => p.Version is not null).ToList();
        foreach (var line in versions.GroupBy(p => p.Version!.LineOf(Terms.VersionsPer)))
        {
            var rank = 0;
            foreach (var place in line.OrderByDescending(static p => p.Version!, SemanticVersion.Precedence).ThenByDescending(static p => p.Tag.Tag)) place.VersionRank = ++rank;
        }
        if (Terms.KeepVersions is not null && (Terms.KeepLast ?? Terms.PulledWithinDays ?? Terms.PushedWithinDays) is null)
            foreach (var place in group) place.IsOutOfReach = place.Version is null;
        // Where something is counted, one tag at least stays; where only time decides, the newest stays.
        if (Terms.KeepLast is null && (Terms.KeepVersions is null || versions.Count == 0) && known.Count > 0) known[0].IsLastOfGroup = true;
    }

    private string LineOf(Place place) => place.Version!.LineOf(Terms.VersionsPer) is { Length: > 0 } line ? " of " + line : "";

    private string Ago(DateTimeOffset? time) => Ago(time, _times);

    private static string Ago(DateTimeOffset? time, RetentionTimes times) => (times.Now - time!.Value).TotalDays switch
    {
        < 1 => "today",
        < 2 => "a day ago",
        var days => $"{(int)days} days ago",
    };

    /// <summary>Where a tag stands in its group. Ranks begin at 1; null for none.</summary>
    private sealed class Place(RetentionTag tag, string group, SemanticVersion? version)
    {
        public RetentionTag Tag { get; } = tag;

        public string Group { get; } = group;

        public SemanticVersion? Version { get; } = version;

        public int? Rank { get; set; }

        public int? VersionRank { get; set; }

        public bool IsOutOfReach { get; set; }

        public bool IsLastOfGroup { get; set; }
    }
}
