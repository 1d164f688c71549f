using System.Buffers;

namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>Versions of PHP packages as composer/semver normalises and PHP's version_compare orders them. A branch with a name comes before all numbers; Composer does not order branches with names among each other, here they go by the name.</summary>
internal sealed class ComposerScheme : VersionScheme
{
    /// <inheritdoc/>
    public override string Name => "composer";

    /// <inheritdoc/>
    public override bool IsValid(ReadOnlySpan<char> version) => ComposerVersion.TryParse(version, out _);

    /// <inheritdoc/>
    public override bool TryCompare(ReadOnlySpan<char> left, ReadOnlySpan<char> right, out int order)
    {
        order = 0;
        if (!ComposerVersion.TryParse(left, out var a) || !ComposerVersion.TryParse(right, out var b)) return false;
        order = a.Branch.IsEmpty && b.Branch.IsEmpty ? Compare(a, b)
            : a.Branch.IsEmpty != b.Branch.IsEmpty ? a.Branch.IsEmpty.CompareTo(b.Branch.IsEmpty)
            : a.Branch.SequenceCompareTo(b.Branch);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryWriteSortKey(ReadOnlySpan<char> version, IBufferWriter<byte> destination)
    {
        if (!ComposerVersion.TryParse(version, out var parsed)) return false;
        if (!parsed.Branch.IsEmpty)
        {
            SortKey.WriteByte(destination, (byte)ComposerVersion.Stage.Dev);
            SortKey.WriteCharacters(destination, parsed.Branch);
            return true;
        }
        var parts = new ComposerParts(parsed);
        do
        {
            parts.MoveNext();
            SortKey.WriteByte(destination, parts.Current);
            if (parts.Current == ComposerParts.Number) SortKey.WriteNumber(destination, parts.Text);
        }
        while (parts.Current != ComposerParts.End);
        return true;
    }

    /// <inheritdoc/>
    public override RangeAnswer Satisfies(ReadOnlySpan<char> range, ReadOnlySpan<char> version, bool includePrereleases) => ComposerConstraints.Satisfies(range, version);

    internal static int Compare(in ComposerVersion left, in ComposerVersion right)
    {
        var a = new ComposerParts(left);
        var b = new ComposerParts(right);
        while (true)
        {
            a.MoveNext();
            b.MoveNext();
            if (a.Current != b.Current) return a.Current - b.Current;
            if (a.Current == ComposerParts.End) return 0;
            var order = a.Current == ComposerParts.Number ? Digits.Compare(a.Text, b.Text) : 0;
            if (order != 0) return order;
        }
    }
}
