using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Plimsoll.Vulnerabilities.Oval.Values;

/// <summary>An address or a block of addresses, <c>10.0.0.0/8</c>, <c>10.0.0.0/255.0.0.0</c> or <c>2001:db8::/32</c>.</summary>
/// <param name="Number">The address.</param>
/// <param name="Prefix">Bits that all addresses of the block share.</param>
/// <param name="Width">Bits of an address.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AddressRange(UInt128 Number, int Prefix, int Width)
{
    private UInt128 Mask => Prefix == 0 ? 0 : (UInt128.MaxValue << (Width - Prefix)) & (Width == 128 ? UInt128.MaxValue : (UInt128.One << Width) - 1);

    /// <summary>Compares two blocks (oval-common-schema, SimpleDatatypeEnumeration, ipv4_address and ipv6_address).</summary>
    public static OvalVerdict Compare(string wanted, string there, bool isVersion6, Operation operation)
    {
        if (Parse(wanted, isVersion6) is not { } want) return new OvalVerdict(OvalResult.Error, "what is asked for is no address");
        if (Parse(there, isVersion6) is not { } has) return new OvalVerdict(OvalResult.Error, "what is there is no address");
        var isSame = has.Prefix == want.Prefix && (has.Number & has.Mask) == (want.Number & want.Mask);
        return operation switch
        {
            Operation.Equals => Is(isSame),
            Operation.NotEqual => Is(!isSame),
            Operation.SubsetOf => Is(has.IsIn(want)),
            Operation.SupersetOf => Is(want.IsIn(has)),
            _ when has.Prefix != want.Prefix => new OvalVerdict(OvalResult.Error, "blocks of different sizes have no order"),
            Operation.GreaterThan => Is(has.Number > want.Number),
            Operation.LessThan => Is(has.Number < want.Number),
            Operation.GreaterThanOrEqual => Is(has.Number >= want.Number),
            Operation.LessThanOrEqual => Is(has.Number <= want.Number),
            _ => new OvalVerdict(OvalResult.Error, $"the operation {operation} does not fit addresses"),
        };
    }

    private bool IsIn(AddressRange other) => Prefix >= other.Prefix && (Number & other.Mask) == (other.Number & other.Mask);

    private static OvalVerdict Is(bool value) => new(value ? OvalResult.True : OvalResult.False);

    private static AddressRange? Parse(string text, bool isVersion6)
    {
        var width = isVersion6 ? 128 : 32;
        var slash = text.IndexOf('/');
        if (Number128(slash < 0 ? text : text[..slash], isVersion6) is not { } number) return null;
        if (slash < 0) return new AddressRange(number, width, width);
        var rest = text[(slash + 1)..];
        if (int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var prefix)) return prefix <= width ? new AddressRange(number, prefix, width) : null;
        if (isVersion6 || Number128(rest, isVersion6: false) is not { } mask) return null;
        var bits = BitOperations.PopCount((uint)mask);
        return new AddressRange(number, bits, width).Mask == mask ? new AddressRange(number, bits, width) : null;
    }

    private static UInt128? Number128(string text, bool isVersion6)
    {
        if (!IPAddress.TryParse(text, out var address) || address.AddressFamily != (isVersion6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork)) return null;
        // An address of four parts only: the parser takes shorter ones too.
        if (!isVersion6 && text.AsSpan().Count('.') != 3) return null;
        UInt128 number = 0;
        foreach (var part in address.GetAddressBytes()) number = (number << 8) | part;
        return number;
    }
}
