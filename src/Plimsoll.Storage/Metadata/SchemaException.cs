namespace Plimsoll.Storage.Metadata;

/// <summary>The database cannot be used by this version of Plimsoll; the message says why and what to do.</summary>
public sealed class SchemaException(string message) : Exception(message);
