using System.Buffers;
using System.Buffers.Binary;

namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>Versions of NuGet packages as NuGet.Versioning takes and orders them: four numbers of 32 bits, labels in any case, no build metadata.</summary>
internal sealed class NuGetScheme : VersionScheme
{
    private const byte Prereleased = 1, Released = 2;
    private const byte NoMore = 1, Number = 2, Word = 3;

    /// <inheritdoc/>
    public override string Name => "nuget";

    /// <inheritdoc/>
    public override bool IsValid(ReadOnlySpan<char> version) => NuGetVersion.TryParse(version, out _);

    /// <inheritdoc/>
    public override bool TryCompare(ReadOnlySpan<char> left, ReadOnlySpan<char> right, out int order)
    {
        order = 0;
        if (!NuGetVersion.TryParse(left, out var a) || !NuGetVersion.TryParse(right, out var b)) return false;
        order = a.OrderTo(b);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryWriteSortKey(ReadOnlySpan<char> version, IBufferWriter<byte> destination)
    {
        if (!NuGetVersion.TryParse(version, out var parsed)) return false;
        WriteNumber(parsed.Major, destination);
        WriteNumber(parsed.Minor, destination);
        WriteNumber(parsed.Patch, destination);
        WriteNumber(parsed.Revision, destination);
        SortKey.WriteByte(destination, parsed.Labels.IsEmpty ? Released : Prereleased);
        var rest = parsed.Labels;
        while (!rest.IsEmpty)
        {
            var label = NuGetVersion.TakeLabel(ref rest);
            var isNumber = NuGetVersion.IsNumber(label, out var number);
            SortKey.WriteByte(destination, isNumber ? Number : Word);
            if (isNumber) WriteNumber(number, destination);
            else SortKey.WriteUpperText(destination, label);
        }
        if (!parsed.Labels.IsEmpty) SortKey.WriteByte(destination, NoMore);
        return true;
    }

    /// <inheritdoc/>
    public override RangeAnswer Satisfies(ReadOnlySpan<char> range, ReadOnlySpan<char> version, bool includePrereleases) => NuGetRange.Satisfies(range, version);

    /// <summary>Negative numbers first.</summary>
    private static void WriteNumber(int number, IBufferWriter<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination.GetSpan(4), (uint)number ^ 0x8000_0000);
        destination.Advance(4);
    }
}
