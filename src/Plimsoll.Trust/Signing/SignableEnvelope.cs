using Plimsoll.Trust.InToto;

namespace Plimsoll.Trust.Signing;

/// <summary>An envelope before it is signed.</summary>
internal static class SignableEnvelope
{
    public static Envelope OfStatement(ReadOnlyMemory<byte> statement) => new(Envelope.InTotoType, statement.ToArray(), []);
}
