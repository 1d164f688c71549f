using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Journal;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Rescue;

/// <summary>What is wrong with the store as a whole, found at the start and kept for whoever asks.</summary>
internal sealed partial class StoreHealth(IMetadataStore metadata, IObjectStore objects, ServerOptions options, ILogger<StoreHealth> logger)
{
    private readonly List<string> _warnings = [];

    /// <summary>True when the journal may be written: database and blobs belong together.</summary>
    public bool IsSound { get; private set; }

    /// <summary>What an operator has to know, in words; empty when all is well.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Compares database and blobs; before the server listens.</summary>
    /// <exception cref="OptionsException">The database belongs to another store, or is a new one in place of one that was lost.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        switch (await StoreCondition.CheckAsync(metadata, objects, cancellationToken))
        {
            case StoreCondition.LostDatabase lost:
                throw new OptionsException("data", options.Data, lost.Message);
            case StoreCondition.OtherStore other:
                throw new OptionsException("data", options.Data, other.Message);
            case StoreCondition.OlderDatabase older:
                _warnings.Add(older.Message);
                LogOlder(older.Message);
                break;
            default:
                IsSound = true;
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason}")]
    private partial void LogOlder(string reason);
}
