using Plimsoll.Core;

namespace Plimsoll.Client;

/// <summary>The bytes that came are not those that the digest and size promise.</summary>
public sealed class ContentMismatchException(Digest expected, string reason) : IOException($"{expected}: {reason}")
{
    /// <summary>The digest that was asked for.</summary>
    public Digest Expected { get; } = expected;
}
