namespace Plimsoll.Inspection.Sbom.Writing;

/// <summary>
/// The licences of SPDX 3: elements of their own, one for each expression, to which packages are related. A package without such a relationship is one of which nothing is known
/// (Core/Vocabularies/RelationshipType, hasConcludedLicense).
/// </summary>
internal sealed class Spdx3Licences(SbomContent content, LicenceTerms terms, string space, JsonOutput json, Action<string, string, string?> begin, Action<string, string, IEnumerable<string>, string?> relate)
{
    private readonly Dictionary<string, string> _expressions = new(StringComparer.Ordinal);

    public IEnumerable<Action> Elements()
    {
        var concluded = content.Packages.Select(package => (Package: package, Expression: terms.Concluded(package.Facts))).Where(entry => entry.Expression is not null).ToList();
        var declared = content.Packages.Select(package => (Package: package, Expression: terms.Declared(package.Facts))).Where(entry => entry.Expression is not null).ToList();
        var texts = terms.Texts.Keys.Select((name, index) => (name, index)).ToDictionary(entry => entry.name, entry => $"{space}licence-text-{entry.index}");
        foreach (var (name, text) in terms.Texts)
        {
            yield return () =>
            {
                begin("simplelicensing_SimpleLicensingText", texts[name], name);
                json.Text("simplelicensing_licenseText", text);
            };
        }
        foreach (var expression in concluded.Concat(declared).Select(entry => entry.Expression!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            _expressions.Add(expression, $"{space}licence-{_expressions.Count}");
            yield return () => WriteExpression(expression, texts);
        }
        foreach (var (package, expression) in concluded) yield return () => relate(IdOf(package), "hasConcludedLicense", [_expressions[expression!]], null);
        foreach (var (package, expression) in declared) yield return () => relate(IdOf(package), "hasDeclaredLicense", [_expressions[expression!]], null);
    }

    private string IdOf(SbomPackage package) => space + "package-" + package.Id;

    private void WriteExpression(string expression, Dictionary<string, string> texts)
    {
        begin("simplelicensing_LicenseExpression", _expressions[expression], null);
        json.Text("simplelicensing_licenseExpression", expression);
        var references = LicenceTerms.Read(expression)?.Licences().Select(licence => licence.Id).Where(texts.ContainsKey).Distinct(StringComparer.Ordinal) ?? [];
        json.ListUnlessEmpty("simplelicensing_customIdToUri", references, name => json.Object(() =>
        {
            json.Text("type", "DictionaryEntry");
            json.Text("key", name);
            json.Text("value", texts[name]);
        }));
    }
}
