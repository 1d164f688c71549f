namespace Plimsoll.Core.Errors;

/// <summary>A refusal that a client can act on. It is rendered in one place, as the error list of the distribution-spec.</summary>
public sealed class OciException : Exception
{
    /// <summary>Makes a refusal.</summary>
    /// <param name="error">The entry of the table.</param>
    /// <param name="message">What is wrong in this case and what to do about it; null for the text of the table.</param>
    /// <param name="detail">A short value for programs, such as the digest that is missing.</param>
    public OciException(OciError error, string? message = null, string? detail = null) : base(message ?? error.Message)
    {
        Error = error;
        Detail = detail;
    }

    /// <summary>The entry of the table.</summary>
    public OciError Error { get; }

    /// <summary>A short value for programs.</summary>
    public string? Detail { get; }

    /// <summary>What the refusal really is, where the answer must not tell: the audit log gets this one. Null when it is what it says.</summary>
    public OciError? Reason { get; init; }

    /// <summary>Seconds after which the client may try again; sent as Retry-After.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>True when whoever refused has seen to the event of it; a flood of refusals must not become a flood of events.</summary>
    public bool IsRecorded { get; init; }
}
