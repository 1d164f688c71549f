namespace Plimsoll.Inspection.Sources;

/// <summary>A reference names nothing: no such file, tag, digest or platform. The message says what there is instead.</summary>
public sealed class ImageNotFoundException : Exception
{
    /// <summary>Makes the exception with the reason.</summary>
    public ImageNotFoundException(string message) : base(message) { }

    /// <summary>Makes the exception with the reason and what caused it.</summary>
    public ImageNotFoundException(string message, Exception inner) : base(message, inner) { }
}
