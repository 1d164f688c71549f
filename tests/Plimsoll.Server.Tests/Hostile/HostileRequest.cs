using System.Text;

namespace Plimsoll.Server.Tests.Hostile;

/// <summary>
/// One hostile request and what it must come to. Paths, headers and bodies may hold <c>{R}</c> (the repository's path), <c>{BLOB}</c>, <c>{IMAGE}</c>, <c>{INDEX}</c>,
/// <c>{MISSING}</c> (digests), and <c>{UPLOAD}</c> (an upload that stands at 100 bytes).
/// </summary>
/// <param name="Name">What is hostile about it.</param>
/// <param name="Method">The method, sent as it is.</param>
/// <param name="Path">The target, sent as it is.</param>
/// <param name="Status">The statuses that the specification, or HTTP where it is silent, allows.</param>
/// <param name="Code">Code of the error; null where the answer is no refusal of the registry API: a success, HEAD, or what the HTTP server refuses by itself.</param>
internal sealed record HostileRequest(string Name, string Method, string Path, int[] Status, string? Code)
{
    public HostileRequest(string name, string method, string path, int status, string? code) : this(name, method, path, [status], code) { }

    /// <summary>Header lines, without the ends of lines.</summary>
    public string[] Headers { get; init; } = [];

    /// <summary>The body.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>The body as text.</summary>
    public string Text
    {
        init => Body = Encoding.UTF8.GetBytes(value);
    }

    /// <summary>The spec lets this one begin or continue an upload, so uploads and their bytes may differ afterwards.</summary>
    public bool MayTouchUploads { get; init; }

    /// <summary>The login is sent unless the row has a header of its own for it, or none at all.</summary>
    public bool Anonymous { get; init; }

    /// <summary>The body is cut off: the connection ends after what was sent.</summary>
    public bool EndsEarly { get; init; }

    /// <summary>Sent instead of Host.</summary>
    public string? Host { get; init; }
}
