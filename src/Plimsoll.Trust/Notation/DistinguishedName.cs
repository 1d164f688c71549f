using System.Formats.Asn1;
using System.Text;

namespace Plimsoll.Trust.Notation;

/// <summary>A name of X.500 (RFC 4514) as attributes and values; of attributes that stand there twice only the order in which they do counts.</summary>
internal sealed class DistinguishedName
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["2.5.4.3"] = "CN",
        ["2.5.4.6"] = "C",
        ["2.5.4.7"] = "L",
        ["2.5.4.8"] = "ST",
        ["2.5.4.9"] = "STREET",
        ["2.5.4.10"] = "O",
        ["2.5.4.11"] = "OU",
        ["2.5.4.5"] = "SERIALNUMBER",
        ["0.9.2342.19200300.100.1.25"] = "DC",
        ["0.9.2342.19200300.100.1.1"] = "UID",
    };

    private readonly List<(string Name, string Value)> _attributes;

    private DistinguishedName(List<(string, string)> attributes) => _attributes = attributes;

    public bool Has(string name) => _attributes.Exists(attribute => attribute.Name == name);

    /// <summary>Whether all attributes of this name are in another one.</summary>
    public bool IsWithin(DistinguishedName other) => _attributes.TrueForAll(other._attributes.Contains);

    /// <summary>Reads the name of a certificate.</summary>
    public static DistinguishedName Read(ReadOnlyMemory<byte> encoded)
    {
        try
        {
            var attributes = new List<(string, string)>();
            for (var sequence = new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence(); sequence.HasData;)
            {
                for (var set = sequence.ReadSetOf(); set.HasData;)
                {
                    var attribute = set.ReadSequence();
                    var oid = attribute.ReadObjectIdentifier();
                    var tag = attribute.PeekTag();
                    var value = tag.TagClass == TagClass.Universal && (UniversalTagNumber)tag.TagValue is UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String
                        ? attribute.ReadCharacterString((UniversalTagNumber)tag.TagValue) : "#" + Convert.ToHexStringLower(attribute.ReadEncodedValue().Span);
                    attributes.Add((Names.GetValueOrDefault(oid, oid), value));
                }
            }
            return new DistinguishedName(attributes);
        }
        catch (AsnContentException e)
        {
            throw new RefusedException("a name in a certificate cannot be read", e);
        }
    }

    /// <summary>Reads <c>C=US, ST=WA, O=Example</c>; a comma in a value is written after a backslash.</summary>
    public static DistinguishedName Parse(string text)
    {
        var attributes = new List<(string, string)>();
        var part = new StringBuilder();
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] == '\\' && i + 1 < text.Length) part.Append(text[++i]);
            else if (i < text.Length && text[i] is not (',' or '+' or ';')) part.Append(text[i]);
            else
            {
                var pair = part.ToString();
                var equals = pair.IndexOf('=');
                if (equals <= 0) throw new RefusedException($"'{Json.JsonObject.Shown(text)}' is no distinguished name");
                var name = pair[..equals].Trim().ToUpperInvariant();
                attributes.Add((name == "S" ? "ST" : name, pair[(equals + 1)..].Trim()));
                part.Clear();
            }
        }
        if (attributes.Select(attribute => attribute.Item1).Distinct(StringComparer.Ordinal).Count() != attributes.Count) throw new RefusedException("a distinguished name has an attribute twice");
        return new DistinguishedName(attributes);
    }

    public override string ToString() => string.Join(", ", _attributes.Select(attribute => $"{attribute.Name}={attribute.Value}"));
}
