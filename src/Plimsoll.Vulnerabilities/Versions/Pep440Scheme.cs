using System.Buffers;

namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>Versions of Python packages (PEP 440), as packaging takes and orders them: developmental, pre-, final and post-releases, then local versions.</summary>
internal sealed class Pep440Scheme : VersionScheme
{
    private const byte NoMore = 1, Word = 2, Number = 3;

    /// <inheritdoc/>
    public override string Name => "pep440";

    /// <inheritdoc/>
    public override bool IsValid(ReadOnlySpan<char> version) => Pep440Version.TryParse(version, out _);

    /// <inheritdoc/>
    public override bool TryCompare(ReadOnlySpan<char> left, ReadOnlySpan<char> right, out int order)
    {
        order = 0;
        if (!Pep440Version.TryParse(left, out var a) || !Pep440Version.TryParse(right, out var b)) return false;
        order = Compare(a, b);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryWriteSortKey(ReadOnlySpan<char> version, IBufferWriter<byte> destination)
    {
        if (!Pep440Version.TryParse(version, out var parsed)) return false;
        SortKey.WriteNumber(destination, parsed.Epoch);
        var release = WithoutZeros(parsed.Release);
        if (!release.IsEmpty)
        {
            foreach (var range in release.Split('.'))
            {
                SortKey.WriteByte(destination, Number);
                SortKey.WriteNumber(destination, release[range]);
            }
        }
        SortKey.WriteByte(destination, NoMore);
        SortKey.WriteByte(destination, PreRank(parsed));
        if (parsed.Pre != Pep440Version.Stage.None) SortKey.WriteNumber(destination, parsed.PreNumber);
        SortKey.WriteByte(destination, parsed.IsPost ? (byte)2 : (byte)1);
        if (parsed.IsPost) SortKey.WriteNumber(destination, parsed.PostNumber);
        SortKey.WriteByte(destination, parsed.IsDev ? (byte)1 : (byte)2);
        if (parsed.IsDev) SortKey.WriteNumber(destination, parsed.DevNumber);
        WriteLocal(parsed.Local, destination);
        return true;
    }

    /// <inheritdoc/>
    public override RangeAnswer Satisfies(ReadOnlySpan<char> range, ReadOnlySpan<char> version, bool includePrereleases) => Pep440Specifiers.Satisfies(range, version);

    internal static int Compare(in Pep440Version left, in Pep440Version right)
    {
        var order = Digits.Compare(left.Epoch, right.Epoch);
        if (order == 0) order = CompareReleases(left.Release, right.Release);
        if (order == 0) order = PreRank(left) - PreRank(right);
        if (order == 0) order = Digits.Compare(left.PreNumber, right.PreNumber);
        if (order == 0) order = left.IsPost.CompareTo(right.IsPost);
        if (order == 0) order = Digits.Compare(left.PostNumber, right.PostNumber);
        if (order == 0) order = right.IsDev.CompareTo(left.IsDev);
        if (order == 0) order = Digits.Compare(left.DevNumber, right.DevNumber);
        return order != 0 ? order : CompareLocals(left.Local, right.Local);
    }

    /// <summary>Orders the numbers between dots; missing ones are zero.</summary>
    internal static int CompareReleases(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        while (!left.IsEmpty || !right.IsEmpty)
        {
            var order = Digits.Compare(TakeNumber(ref left), TakeNumber(ref right));
            if (order != 0) return order;
        }
        return 0;
    }

    /// <summary>A developmental release of nothing but the release comes before its prereleases.</summary>
    private static byte PreRank(in Pep440Version version) => version.Pre switch
    {
        Pep440Version.Stage.None when version.IsDev && !version.IsPost => 1,
        Pep440Version.Stage.None => 5,
        var stage => (byte)(1 + (byte)stage),
    };

    private static int CompareLocals(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        while (!left.IsEmpty && !right.IsEmpty)
        {
            var a = TakeSegment(ref left);
            var b = TakeSegment(ref right);
            var isNumber = Digits.IsNumber(a);
            if (isNumber != Digits.IsNumber(b)) return isNumber ? 1 : -1;
            var order = isNumber ? Digits.Compare(a, b) : CompareWords(a, b);
            if (order != 0) return order;
        }
        return right.IsEmpty.CompareTo(left.IsEmpty);
    }

    private static int CompareWords(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var length = Math.Min(left.Length, right.Length);
        for (var i = 0; i < length; i++)
        {
            var order = char.ToLowerInvariant(left[i]) - char.ToLowerInvariant(right[i]);
            if (order != 0) return order;
        }
        return left.Length - right.Length;
    }

    private static void WriteLocal(ReadOnlySpan<char> local, IBufferWriter<byte> destination)
    {
        while (!local.IsEmpty)
        {
            var segment = TakeSegment(ref local);
            var isNumber = Digits.IsNumber(segment);
            SortKey.WriteByte(destination, isNumber ? Number : Word);
            if (isNumber) SortKey.WriteNumber(destination, segment);
            else SortKey.WriteLowerText(destination, segment);
        }
        SortKey.WriteByte(destination, NoMore);
    }

    /// <summary>Without the zeros at the end, and empty for zeros alone.</summary>
    private static ReadOnlySpan<char> WithoutZeros(ReadOnlySpan<char> release)
    {
        while (!release.IsEmpty)
        {
            var dot = release.LastIndexOf('.');
            if (!release[(dot + 1)..].TrimStart('0').IsEmpty) return release;
            release = dot < 0 ? default : release[..dot];
        }
        return release;
    }

    private static ReadOnlySpan<char> TakeNumber(scoped ref ReadOnlySpan<char> rest) => Take(ref rest, rest.IndexOf('.'));

    private static ReadOnlySpan<char> TakeSegment(scoped ref ReadOnlySpan<char> rest) => Take(ref rest, rest.IndexOfAny('-', '_', '.'));

    private static ReadOnlySpan<char> Take(scoped ref ReadOnlySpan<char> rest, int separator)
    {
        var part = separator < 0 ? rest : rest[..separator];
        rest = separator < 0 ? default : rest[(separator + 1)..];
        return part;
    }
}
