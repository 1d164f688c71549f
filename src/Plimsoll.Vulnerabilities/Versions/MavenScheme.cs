using System.Buffers;

namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>
/// Versions of Maven as ComparableVersion of Maven 3.8 orders them. That order has circles (1.0.alpha.2 is before 1, 1 before 1.x.2, and 1.x.2 before 1.0.alpha.2), so no key can stand for all versions; it stands
/// for those outside of every circle: a qualifier is the first item of its list and means no release, and no list but the first begins with a list.
/// </summary>
internal sealed class MavenScheme : VersionScheme
{
    private const byte ListBelow = 1, End = 2, ListAbove = 3, Number = 4;
    private const byte Qualifier = 1, FirstNumber = 2;

    /// <inheritdoc/>
    public override string Name => "maven";

    /// <summary>Maven takes every text.</summary>
    public override bool IsValid(ReadOnlySpan<char> version) => !version.IsEmpty;

    /// <inheritdoc/>
    public override bool TryCompare(ReadOnlySpan<char> left, ReadOnlySpan<char> right, out int order)
    {
        order = 0;
        if (left.IsEmpty || right.IsEmpty) return false;
        var a = new MavenTokens(left);
        var b = new MavenTokens(right);
        do
        {
            a.MoveNext();
            b.MoveNext();
            if (a.Current == MavenTokens.Kind.End) order = -CompareToNull(b);
            else if (b.Current == MavenTokens.Kind.End) order = CompareToNull(a);
            else order = CompareItems(a, b);
        }
        while (order == 0 && a.Current != MavenTokens.Kind.End && b.Current != MavenTokens.Kind.End);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryWriteSortKey(ReadOnlySpan<char> version, IBufferWriter<byte> destination)
    {
        if (version.IsEmpty || !HasKey(version)) return false;
        var tokens = new MavenTokens(version);
        var isFirst = false;
        var zeros = 0;
        while (true)
        {
            tokens.MoveNext();
            if (tokens.Current == MavenTokens.Kind.Number && tokens.Text.TrimStart('0').IsEmpty)
            {
                zeros++;
                continue;
            }
            if (tokens.Current == MavenTokens.Kind.Number)
            {
                SortKey.WriteByte(destination, isFirst ? FirstNumber : Number);
                SortKey.WriteFewerLater(destination, zeros);
                SortKey.WriteNumber(destination, tokens.Text);
            }
            else if (tokens.Current == MavenTokens.Kind.Qualifier)
            {
                SortKey.WriteByte(destination, Qualifier);
                SortKey.WriteByte(destination, tokens.Qualifier.Rank);
                if (!tokens.Qualifier.IsKnown) SortKey.WriteLowerText(destination, tokens.Qualifier.Text);
            }
            else if (tokens.Current == MavenTokens.Kind.Open)
            {
                SortKey.WriteByte(destination, CompareToNull(tokens) < 0 ? ListBelow : ListAbove);
            }
            else
            {
                SortKey.WriteByte(destination, End);
                return true;
            }
            isFirst = tokens.Current == MavenTokens.Kind.Open;
            zeros = 0;
        }
    }

    /// <inheritdoc/>
    public override RangeAnswer Satisfies(ReadOnlySpan<char> range, ReadOnlySpan<char> version, bool includePrereleases) => MavenRange.Satisfies(this, range, version);

    private static int CompareItems(in MavenTokens left, in MavenTokens right)
    {
        if (left.Current != right.Current) return (int)left.Current - (int)right.Current;
        return left.Current switch
        {
            MavenTokens.Kind.Number => Digits.Compare(left.Text, right.Text),
            MavenTokens.Kind.Qualifier => left.Qualifier.OrderTo(right.Qualifier),
            _ => 0,
        };
    }

    /// <summary>The first of the rest that is not null decides.</summary>
    private static int CompareToNull(MavenTokens rest)
    {
        while (rest.Current != MavenTokens.Kind.End)
        {
            if (rest.Current == MavenTokens.Kind.Number && !rest.Text.TrimStart('0').IsEmpty) return 1;
            if (rest.Current == MavenTokens.Kind.Qualifier && rest.Qualifier.Rank != MavenQualifier.Release) return rest.Qualifier.Rank - MavenQualifier.Release;
            rest.MoveNext();
        }
        return 0;
    }

    private static bool HasKey(ReadOnlySpan<char> version)
    {
        var tokens = new MavenTokens(version);
        var isFirst = false;
        tokens.MoveNext();
        while (tokens.Current != MavenTokens.Kind.End)
        {
            if (tokens.Current == MavenTokens.Kind.Open && isFirst) return false;
            if (tokens.Current == MavenTokens.Kind.Qualifier && (!isFirst || tokens.Qualifier.Rank == MavenQualifier.Release || tokens.Text.ContainsAnyExceptInRange('!', '~'))) return false;
            isFirst = tokens.Current == MavenTokens.Kind.Open;
            tokens.MoveNext();
        }
        return true;
    }
}
