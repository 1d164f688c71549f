namespace Plimsoll.Server.Configuration;

/// <summary>Marks a setting whose value is never shown, because it may hold a password.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretAttribute : Attribute;
