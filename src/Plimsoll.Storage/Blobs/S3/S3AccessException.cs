namespace Plimsoll.Storage.Blobs.S3;

/// <summary>The store cannot be used as it is configured.</summary>
/// <param name="setting">The setting that is probably wrong: <c>endpoint</c>, <c>bucket</c>, <c>region</c> or <c>accessKey</c>.</param>
/// <param name="message">What the store said.</param>
/// <param name="cause">The same, for the log.</param>
public sealed class S3AccessException(string setting, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The setting that is probably wrong.</summary>
    public string Setting { get; } = setting;
}
