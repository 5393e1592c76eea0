// Whoever embeds muse meets recipes, components and music in its API: one import brings them all.
@_exported public import MuseMusic
@_exported public import MuseProtocols
@_exported public import MuseRecipe
