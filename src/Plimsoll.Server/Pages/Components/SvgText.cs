using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Plimsoll.Server.Pages.Components;

/// <summary>A line of text in a chart. Razor keeps the element name <c>text</c> to itself, so it is written here.</summary>
public sealed class SvgText : ComponentBase
{
    /// <summary>Where it stands, in units of the chart.</summary>
    [Parameter]
    public int X { get; set; }

    /// <summary>Its base line.</summary>
    [Parameter]
    public int Y { get; set; }

    /// <summary>True to end at <see cref="X"/> instead of beginning there.</summary>
    [Parameter]
    public bool EndsHere { get; set; }

    /// <summary>The text.</summary>
    [Parameter]
    public string Value { get; set; } = "";

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "x", X);
        builder.AddAttribute(2, "y", Y);
        if (EndsHere) builder.AddAttribute(3, "text-anchor", "end");
        builder.AddContent(4, Value);
        builder.CloseElement();
    }
}
