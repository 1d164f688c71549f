using System.Formats.Asn1;

namespace Plimsoll.Trust.Certificates;

/// <summary>Names of a certificate's owner (RFC 5280, 4.2.1.6): mail addresses, URIs, DNS names and Fulcio's user names.</summary>
internal static class SubjectAlternativeName
{
    private static readonly Asn1Tag OtherName = new(TagClass.ContextSpecific, 0, true);
    private static readonly Asn1Tag Email = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag Dns = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag Uri = new(TagClass.ContextSpecific, 6);

    public static IReadOnlyList<string> Read(Certificate certificate) => certificate.Find(Oids.SubjectAlternativeName) is { } extension ? ExtensionReader.Read(extension.Value, Names) : [];

    private static IReadOnlyList<string> Names(AsnReader reader)
    {
        var names = new List<string>();
        for (var sequence = reader.ReadSequence(); sequence.HasData;)
        {
            var tag = sequence.PeekTag();
            if (tag == OtherName) names.Add(User(sequence.ReadSequence(OtherName)));
            else if (tag == Email || tag == Dns || tag == Uri) names.Add(sequence.ReadCharacterString(UniversalTagNumber.IA5String, tag));
            else throw new RefusedException("the certificate names its owner in a way that is not understood");
        }
        return names;
    }

    private static string User(AsnReader other)
    {
        if (other.ReadObjectIdentifier() != Oids.FulcioOtherName) throw new RefusedException("the certificate names its owner in a way that is not understood");
        var value = other.ReadSequence(OtherName);
        var name = value.ReadCharacterString(UniversalTagNumber.UTF8String);
        value.ThrowIfNotEmpty();
        other.ThrowIfNotEmpty();
        return name;
    }
}
