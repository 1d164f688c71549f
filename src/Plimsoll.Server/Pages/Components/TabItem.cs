namespace Plimsoll.Server.Pages.Components;

/// <summary>One of several views of a thing.</summary>
/// <param name="Name">Its name in the address.</param>
/// <param name="Title">Its title.</param>
/// <param name="Href">Its address.</param>
/// <param name="Count">How much there is to see, where that is known.</param>
public sealed record TabItem(string Name, string Title, string Href, string? Count = null);
