namespace Plimsoll.Tests.Storage.Collection.Model;

/// <summary>The system broke a promise.</summary>
internal sealed class ViolationException(string message) : Exception(message);
