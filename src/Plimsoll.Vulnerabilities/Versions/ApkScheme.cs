using System.Buffers;

namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>Versions of Alpine packages as apk-tools 3 orders them. Version 2 agrees on all that are valid.</summary>
internal sealed class ApkScheme : VersionScheme
{
    /// <inheritdoc/>
    public override string Name => "apk";

    /// <inheritdoc/>
    public override bool IsValid(ReadOnlySpan<char> version)
    {
        var tokens = new ApkTokens(version);
        do tokens.MoveNext();
        while (tokens.Current is not (ApkTokens.Kind.End or ApkTokens.Kind.Invalid));
        return tokens.Current == ApkTokens.Kind.End;
    }

    /// <summary>What is no version is compared up to where it stops to be one, which says little.</summary>
    public override bool IsReadable(ReadOnlySpan<char> version) => IsValid(version);

    /// <inheritdoc/>
    public override bool TryCompare(ReadOnlySpan<char> left, ReadOnlySpan<char> right, out int order)
    {
        var a = new ApkTokens(left);
        var b = new ApkTokens(right);
        do
        {
            a.MoveNext();
            b.MoveNext();
            order = a.Current != b.Current ? (int)a.Current - (int)b.Current : CompareTokens(a, b);
        }
        while (order == 0 && a.Current is not (ApkTokens.Kind.End or ApkTokens.Kind.Invalid));
        return true;
    }

    /// <inheritdoc/>
    public override bool TryWriteSortKey(ReadOnlySpan<char> version, IBufferWriter<byte> destination)
    {
        if (!IsValid(version)) return false;
        var tokens = new ApkTokens(version);
        do
        {
            tokens.MoveNext();
            SortKey.WriteByte(destination, (byte)tokens.Current);
            switch (tokens.Current)
            {
                case ApkTokens.Kind.Digit when tokens.Text[0] == '0':
                    SortKey.WriteByte(destination, 0);
                    SortKey.WriteText(destination, tokens.Text);
                    break;
                case ApkTokens.Kind.Hash or ApkTokens.Kind.Letter:
                    SortKey.WriteText(destination, tokens.Text);
                    break;
                case ApkTokens.Kind.SuffixBefore or ApkTokens.Kind.SuffixAfter:
                    SortKey.WriteByte(destination, tokens.Suffix);
                    break;
                case not ApkTokens.Kind.End:
                    SortKey.WriteNumber(destination, tokens.Text);
                    break;
            }
        }
        while (tokens.Current != ApkTokens.Kind.End);
        return true;
    }

    /// <inheritdoc/>
    public override RangeAnswer Satisfies(ReadOnlySpan<char> range, ReadOnlySpan<char> version, bool includePrereleases) => Comparators.Satisfies(this, range, version);

    private static int CompareTokens(in ApkTokens left, in ApkTokens right) => left.Current switch
    {
        // As in Gentoo's specification: the digits of a fraction, not a number.
        ApkTokens.Kind.Digit when left.Text[0] == '0' || right.Text[0] == '0' => left.Text.SequenceCompareTo(right.Text),
        ApkTokens.Kind.Hash or ApkTokens.Kind.Letter => left.Text.SequenceCompareTo(right.Text),
        ApkTokens.Kind.SuffixBefore or ApkTokens.Kind.SuffixAfter => left.Suffix - right.Suffix,
        ApkTokens.Kind.End or ApkTokens.Kind.Invalid => 0,
        _ => Digits.Compare(left.Text, right.Text),
    };
}
