namespace Plimsoll.Storage.Metadata;

/// <summary>
/// The current row of a running statement, in any engine. Columns count from 0. What maps rows is generic over it and bound to the structures of the engines, so that it is
/// written once and costs neither an object nor a virtual call.
/// </summary>
internal interface IRow
{
    bool IsNull(int column);

    bool GetBoolean(int column);

    int GetInt32(int column);

    long GetInt64(int column);

    string GetString(int column);

    byte[] GetBytes(int column);

    Guid GetGuid(int column);
}
