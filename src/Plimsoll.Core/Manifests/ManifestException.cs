namespace Plimsoll.Core.Manifests;

/// <summary>A document that cannot be accepted as a manifest. The message is meant for the person who pushed it.</summary>
public sealed class ManifestException : Exception
{
    /// <summary>Makes the exception with the reason.</summary>
    public ManifestException(string message) : base(message) { }

    /// <summary>Makes the exception with the reason and what caused it.</summary>
    public ManifestException(string message, Exception inner) : base(message, inner) { }
}
