using System.Text.Json;
using Plimsoll.Storage.Blobs;

namespace Plimsoll.Storage.Journal;

/// <summary>The object that says which store the blobs belong to, and where its journal begins.</summary>
/// <param name="StoreId">The same text as in the database.</param>
/// <param name="Checkpoint">First segment that counts.</param>
public sealed record StoreMark(string StoreId, long Checkpoint)
{
    /// <summary>What the object is called.</summary>
    internal const string Name = "store.json";

    /// <summary>The mark, or null where none was made yet.</summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static async Task<StoreMark?> ReadAsync(IObjectStore objects, CancellationToken cancellationToken)
    {
        if (await objects.GetAsync(Name, cancellationToken) is not { } json) return null;
        try
        {
            return JsonSerializer.Deserialize<StoreMark>(json, JsonSerializerOptions.Web) is { StoreId.Length: > 0 } mark ? mark : throw new InvalidDataException($"{Name} names no store");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{Name} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Writes the mark.</summary>
    public Task WriteAsync(IObjectStore objects, CancellationToken cancellationToken) =>
        objects.PutAsync(Name, JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web), cancellationToken);
}
