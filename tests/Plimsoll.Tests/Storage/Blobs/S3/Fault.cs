namespace Plimsoll.Tests.Storage.Blobs.S3;

/// <summary>What goes wrong with one request.</summary>
internal sealed record Fault
{
    /// <summary>Answer this status instead of asking the store.</summary>
    public int? Status { get; init; }

    /// <summary>Wait first.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Take so many bytes of the body, then break the connection; the store sees nothing.</summary>
    public int? AfterRequestBytes { get; init; }

    /// <summary>Give so many bytes of the answer's body, then break the connection.</summary>
    public int? AfterResponseBytes { get; init; }

    /// <summary>Instead of breaking the connection, leave it open and send nothing more.</summary>
    public bool StandsStill { get; init; }

    /// <summary>Turn a bit of the request's body around.</summary>
    public bool DamagesBody { get; init; }
}
