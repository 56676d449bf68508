"""How is it reached by a browser? Blueprints, one per noun, with their forms and doors."""
