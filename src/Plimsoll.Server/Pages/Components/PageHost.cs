using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Plimsoll.Server.Pages.Components;

/// <summary>Gives a page and everything in it the context of the request and the model. Cascading parameters may be private, so neither has to be a public type.</summary>
internal sealed class PageHost<TPage, TModel> : ComponentBase
    where TPage : IComponent
{
    [Parameter]
    public PageContext Context { get; set; } = default!;

    [Parameter]
    public TModel Model { get; set; } = default!;

    protected override void BuildRenderTree(RenderTreeBuilder builder) => Cascade(builder, Context, inner => Cascade(inner, Model, page =>
    {
        page.OpenComponent<TPage>(0);
        page.CloseComponent();
    }));

    private static void Cascade<T>(RenderTreeBuilder builder, T value, RenderFragment content)
    {
        builder.OpenComponent<CascadingValue<T>>(0);
        builder.AddComponentParameter(1, nameof(CascadingValue<>.Value), value);
        builder.AddComponentParameter(2, nameof(CascadingValue<>.IsFixed), true);
        builder.AddComponentParameter(3, nameof(CascadingValue<>.ChildContent), content);
        builder.CloseComponent();
    }
}
