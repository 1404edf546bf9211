using Spawner.Cli.Terminal;
using Spectre.Console;

namespace Spawner.Cli.Views;

/// <summary>Names with their values, a line each; what has no value is left out.</summary>
internal sealed class Details
{
    private readonly Grid _grid = new Grid().AddColumn(new GridColumn().NoWrap().PadLeft(0).PadRight(2)).AddColumn(new GridColumn().PadLeft(0).PadRight(0));

    public Grid Grid => _grid;

    public Details Add(string name, Cell value)
    {
        if (!string.IsNullOrEmpty(value.Text))
        {
            // Texts of users may have lines of their own, such as stacks.
            _grid.AddRow(new Text(name, new Style(decoration: Decoration.Bold)), new Text(SafeText.Block(value.Text), value.Style));
        }

        return this;
    }

    public Details Add(string name, int? count) => Add(name, count is > 0 ? Numbers.Count(count.Value) : null);
}
